// Registers the nodes in Node-RED's editor. The forms, made from the declarations, contain all choices and
// fields.
globalThis.registerConnectorNodes = (declared) => {
  const { types, actions, options, withoutAsset, kinds, defaultKind, secrets, needed } = declared;
  const { RED, $ } = globalThis;
  const secretFields = new Set(secrets);

  RED.nodes.registerType(types.action, {
    category: "network",
    color: "#9cc3e6",
    icon: "shield.svg",
    inputs: 1,
    outputs: 1,
    defaults: {
      name: { value: "" },
      asset: { value: "", type: types.asset, validate: isAsset },
      action: { value: "", required: true, validate: (name) => Object.hasOwn(actions, name) },
      ...Object.fromEntries(options.map((option) => [option.name, { value: "", validate: isOption(option) }])),
      failedRowsAreErrors: { value: false },
    },
    paletteLabel: types.action,
    label() {
      return this.name || actions[this.action] || types.action;
    },
    labelStyle() {
      return this.name ? "node_label_italic" : "";
    },
    oneditprepare() {
      const tip = $("#node-input-action-description");
      const choice = $("#node-input-action");
      const show = () => {
        const text = choice.find(":selected").attr("data-description") ?? "";
        tip.text(text).toggle(text !== "");
        $("[data-actions]").each((_index, row) => void $(row).toggle(isOfAction(row, choice.val())));
      };
      choice.on("change", show);
      show();
    },
    oneditsave() {
      const action = $("#node-input-action").val();
      // Remove hidden values of options that the action does not have.
      $("[data-actions]").each((_index, row) => {
        if (!isOfAction(row, action)) $(row).children("input, select").val("");
      });
    },
  });

  // The editor calls it with the node as `this`.
  function isAsset(id) {
    if (!id || id === "_ADD_") return withoutAsset.includes(this.action);
    return RED.nodes.node(id)?.valid !== false;
  }

  function isOfAction(row, action) {
    return row.dataset.actions.split(" ").includes(action);
  }

  function isOption({ type, minimum }) {
    return (text) => !text || type !== "integer" || (/^\d+$/.test(text) && Number(text) >= (minimum ?? 0));
  }

  RED.nodes.registerType(types.asset, {
    category: "config",
    defaults: {
      name: { value: "" },
      source: { value: defaultKind, required: true },
      file: { value: "", validate: isFileGiven },
      fields: { value: {}, validate: areFieldsGiven },
    },
    credentials: Object.fromEntries(secrets.map((field) => [field, { type: "password" }])),
    label() {
      return this.name || kinds[this.source] || this.source;
    },
    oneditprepare() {
      const source = $("#node-config-input-source");
      for (const [field, text] of Object.entries(this.fields ?? {})) inputOf(field).val(text);
      const show = () => $("[data-kinds]").each((_index, row) => void $(row).toggle(isOf(row, source.val())));
      source.on("change", show);
      show();
    },
    oneditsave() {
      const source = $("#node-config-input-source").val();
      this.fields = {};
      $(".form-row[data-kinds]").each((_index, row) => {
        const input = $(row).children("input, select, textarea");
        const field = input.attr("data-field");
        // Remove hidden values of another kind of asset.
        if (!isOf(row, source)) input.val("");
        else if (field !== undefined && input.val() !== "") this.fields[field] = input.val();
      });
    },
  });

  function inputOf(field) {
    return $(`#node-config-input-field-${field}`);
  }

  function isOf(row, source) {
    return row.dataset.kinds.split(" ").includes(source);
  }

  function isFileGiven(path) {
    return this.source !== "file" || path !== "";
  }

  function areFieldsGiven(fields) {
    const wanted = Object.keys(needed).filter((field) => needed[field].includes(this.source));
    return wanted.every((field) => secretFields.has(field) || (fields ?? {})[field] !== undefined);
  }
};
