/** The API version of every Azure ML type that goes through azapi: known to azapi from 2.5 on. */
const apiVersion = '2025-06-01';

/** An Azure ML type as azapi wants it: `workspaces/connections` -> `Microsoft.MachineLearningServices/…@<version>`. */
export function machineLearningType(path: string): string {
  return `Microsoft.MachineLearningServices/${path}@${apiVersion}`;
}
