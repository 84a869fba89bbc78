/* Made from schemas/actions/*.json by `npm run generate`. Do not edit: change the schema and run it again. */
import type { BatchDeleteIndicatorsInput } from "./batch_delete_indicators_input.js";
import type { BatchDeleteIndicatorsOutput } from "./batch_delete_indicators_output.js";
import type { DeleteIndicatorByIdInput } from "./delete_indicator_by_id_input.js";
import type { DeleteIndicatorByIdOutput } from "./delete_indicator_by_id_output.js";
import type { DeleteTiIndicatorsInput } from "./delete_ti_indicators_input.js";
import type { DeleteTiIndicatorsOutput } from "./delete_ti_indicators_output.js";
import type { DeleteTiIndicatorsByExternalIdInput } from "./delete_ti_indicators_by_external_id_input.js";
import type { DeleteTiIndicatorsByExternalIdOutput } from "./delete_ti_indicators_by_external_id_output.js";
import type { GetIndicatorByIdInput } from "./get_indicator_by_id_input.js";
import type { GetIndicatorByIdOutput } from "./get_indicator_by_id_output.js";
import type { GetIndicatorsInput } from "./get_indicators_input.js";
import type { GetIndicatorsOutput } from "./get_indicators_output.js";
import type { ImportIndicatorsInput } from "./import_indicators_input.js";
import type { ImportIndicatorsOutput } from "./import_indicators_output.js";
import type { ListDeviceGroupsInput } from "./list_device_groups_input.js";
import type { ListDeviceGroupsOutput } from "./list_device_groups_output.js";
import type { ParseIndicatorsInput } from "./parse_indicators_input.js";
import type { ParseIndicatorsOutput } from "./parse_indicators_output.js";
import type { ReplaceIndicatorActionInput } from "./replace_indicator_action_input.js";
import type { ReplaceIndicatorActionOutput } from "./replace_indicator_action_output.js";
import type { SubmitIndicatorInput } from "./submit_indicator_input.js";
import type { SubmitIndicatorOutput } from "./submit_indicator_output.js";
import type { SubmitTiIndicatorsInput } from "./submit_ti_indicators_input.js";
import type { SubmitTiIndicatorsOutput } from "./submit_ti_indicators_output.js";
import type { TestConnectionInput } from "./test_connection_input.js";
import type { TestConnectionOutput } from "./test_connection_output.js";
import type { UpdateTiIndicatorsInput } from "./update_ti_indicators_input.js";
import type { UpdateTiIndicatorsOutput } from "./update_ti_indicators_output.js";
import type { UploadStixObjectsInput } from "./upload_stix_objects_input.js";
import type { UploadStixObjectsOutput } from "./upload_stix_objects_output.js";

/** Input and output types of the actions in this package, by name. */
export interface ActionTypes {
  batch_delete_indicators: { input: BatchDeleteIndicatorsInput; output: BatchDeleteIndicatorsOutput };
  delete_indicator_by_id: { input: DeleteIndicatorByIdInput; output: DeleteIndicatorByIdOutput };
  delete_ti_indicators: { input: DeleteTiIndicatorsInput; output: DeleteTiIndicatorsOutput };
  delete_ti_indicators_by_external_id: { input: DeleteTiIndicatorsByExternalIdInput; output: DeleteTiIndicatorsByExternalIdOutput };
  get_indicator_by_id: { input: GetIndicatorByIdInput; output: GetIndicatorByIdOutput };
  get_indicators: { input: GetIndicatorsInput; output: GetIndicatorsOutput };
  import_indicators: { input: ImportIndicatorsInput; output: ImportIndicatorsOutput };
  list_device_groups: { input: ListDeviceGroupsInput; output: ListDeviceGroupsOutput };
  parse_indicators: { input: ParseIndicatorsInput; output: ParseIndicatorsOutput };
  replace_indicator_action: { input: ReplaceIndicatorActionInput; output: ReplaceIndicatorActionOutput };
  submit_indicator: { input: SubmitIndicatorInput; output: SubmitIndicatorOutput };
  submit_ti_indicators: { input: SubmitTiIndicatorsInput; output: SubmitTiIndicatorsOutput };
  test_connection: { input: TestConnectionInput; output: TestConnectionOutput };
  update_ti_indicators: { input: UpdateTiIndicatorsInput; output: UpdateTiIndicatorsOutput };
  upload_stix_objects: { input: UploadStixObjectsInput; output: UploadStixObjectsOutput };
}
