/** The rules between declarations, in reporting order. */
import { actionIdsAreUnique } from "./action_ids_are_unique.js";
import { actionIsNamedLikeItsFile } from "./action_is_named_like_its_file.js";
import { actionNamesAreDeclared } from "./action_names_are_declared.js";
import { actionSchemasExist } from "./action_schemas_exist.js";
import { assetFieldsAreDeclared } from "./asset_fields_are_declared.js";
import { batchItemsAreRowsOfTheBody } from "./batch_items_are_rows_of_the_body.js";
import { composedStepsFit } from "./composed_steps_fit.js";
import { connectionTestWritesNothing } from "./connection_test_writes_nothing.js";
import { effectFitsTheMethod } from "./effect_fits_the_method.js";
import { everythingIsDescribed } from "./everything_is_described.js";
import { filterNamesAreDeclared } from "./filter_names_are_declared.js";
import { inputsAreSent } from "./inputs_are_sent.js";
import { mappingsFitTheRow } from "./mappings_fit_the_row.js";
import { namesFitTheRow } from "./names_fit_the_row.js";
import { nothingIsLeftToFillIn } from "./nothing_is_left_to_fill_in.js";
import { pagingFitsTheSchemas } from "./paging_fits_the_schemas.js";
import { pathParametersFitTheSchema } from "./path_parameters_fit_the_schema.js";
import { existingCheckLists } from "./existing_check_lists.js";
import { capacityHasAList } from "./capacity_has_a_list.js";
import { requestsUseDeclaredInputs } from "./requests_use_declared_inputs.js";
import { resultsFitTheOutput } from "./results_fit_the_output.js";
import { rowFieldsAreDeclared } from "./row_fields_are_declared.js";
import { rowsNeedResults } from "./rows_need_results.js";
import type { CrossRule } from "./rule.js";
import { servicesFitTheirAssets } from "./services_fit_their_assets.js";
import { syncsFit } from "./syncs_fit.js";
import { statedWaitsHaveAGroup } from "./stated_waits_have_a_group.js";

/** All rules. */
export const crossRules: readonly CrossRule[] = [
  actionIsNamedLikeItsFile,
  actionIdsAreUnique,
  actionSchemasExist,
  actionNamesAreDeclared,
  effectFitsTheMethod,
  pathParametersFitTheSchema,
  filterNamesAreDeclared,
  inputsAreSent,
  requestsUseDeclaredInputs,
  pagingFitsTheSchemas,
  rowsNeedResults,
  batchItemsAreRowsOfTheBody,
  resultsFitTheOutput,
  existingCheckLists,
  rowFieldsAreDeclared,
  namesFitTheRow,
  mappingsFitTheRow,
  capacityHasAList,
  servicesFitTheirAssets,
  assetFieldsAreDeclared,
  connectionTestWritesNothing,
  composedStepsFit,
  syncsFit,
  statedWaitsHaveAGroup,
  everythingIsDescribed,
  nothingIsLeftToFillIn,
];
