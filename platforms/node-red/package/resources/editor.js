// Behavior of the nodes in Node-RED's editor, which the HTML registers. The forms, made from the declarations, contain
// all choices and fields. The editor calls most of these functions with the node as `this`.
globalThis.connectorEditor = (declared) => {
  const { types, actions, options, withoutAsset, kinds, secrets, needed } = declared;
  const { RED, $ } = globalThis;
  const secretFields = new Set(secrets);

  function isOfAction(row, action) {
    return row.dataset.actions.split(" ").includes(action);
  }

  function inputOf(field) {
    return $(`#node-config-input-field-${field}`);
  }

  function isOf(row, source) {
    return row.dataset.kinds.split(" ").includes(source);
  }

  return {
    isAction: (name) => Object.hasOwn(actions, name),
    isAsset(id) {
      if (!id || id === "_ADD_") return withoutAsset.includes(this.action);
      return RED.nodes.node(id)?.valid !== false;
    },
    isOption(name) {
      const { type, minimum } = options.find((option) => option.name === name);
      return (text) => !text || type !== "integer" || (/^\d+$/.test(text) && Number(text) >= (minimum ?? 0));
    },
    actionLabel() {
      return this.name || actions[this.action] || types.action;
    },
    actionLabelStyle() {
      return this.name ? "node_label_italic" : "";
    },
    prepareAction() {
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
    saveAction() {
      const action = $("#node-input-action").val();
      // Remove hidden values of options that the action does not have.
      $("[data-actions]").each((_index, row) => {
        if (!isOfAction(row, action)) $(row).children("input, select").val("");
      });
    },
    isFileGiven(path) {
      return this.source !== "file" || path !== "";
    },
    areFieldsGiven(fields) {
      const wanted = Object.keys(needed).filter((field) => needed[field].includes(this.source));
      return wanted.every((field) => secretFields.has(field) || (fields ?? {})[field] !== undefined);
    },
    assetLabel() {
      return this.name || kinds[this.source] || this.source;
    },
    prepareAsset() {
      const source = $("#node-config-input-source");
      for (const [field, text] of Object.entries(this.fields ?? {})) inputOf(field).val(text);
      const show = () => $("[data-kinds]").each((_index, row) => void $(row).toggle(isOf(row, source.val())));
      source.on("change", show);
      show();
    },
    saveAsset() {
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
  };
};
