import { objectOf, objectsOf, stringOf, stringsOf } from '../../json-values';
import { parseResourceId } from '../../resource-id';
import { badRequest } from '../refusals';
import { type PutRequest, type Rule } from '../rule';
import { metricFault } from './metrics';

const minutes: Readonly<Record<string, number>> = {
  ...{ PT1M: 1, PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60 },
  ...{ PT6H: 360, PT12H: 720, P1D: 1440 },
};

/** Alerts on metrics: of resources that exist, of metrics that their types have. */
export const metricAlerts: Rule = {
  type: 'Microsoft.Insights/metricAlerts',
  check(request) {
    checkScopes(request);
    checkTimes(request);
    checkCriteria(request);
    for (const { actionGroupId } of objectsOf(request.properties.actions)) {
      const group = stringOf(actionGroupId) ?? '';
      if (request.graph.get(group) === undefined) {
        throw badRequest('BadRequest', `The action group '${group}' of alert '${request.id.name}' does not exist.`);
      }
    }
  },
};

function checkScopes({ id, properties, graph }: PutRequest): void {
  for (const scope of stringsOf(properties.scopes)) {
    if (graph.get(scope) === undefined) {
      throw badRequest('ResourceNotFound', `Alert '${id.name}' watches '${scope}', which does not exist.`);
    }
  }
}

function checkTimes({ id, properties }: PutRequest): void {
  const { evaluationFrequency, windowSize } = properties;
  const frequency = minutes[stringOf(evaluationFrequency) ?? ''] ?? 1;
  const window = minutes[stringOf(windowSize) ?? ''] ?? 5;
  if (frequency > window) {
    throw badRequest(
      'BadRequest',
      `Alert '${id.name}' looks every ${frequency} minutes at a window of ${window}: the window must not be shorter.`,
    );
  }
}

function checkCriteria({ properties }: PutRequest): void {
  const [scope = ''] = stringsOf(properties.scopes);
  for (const criterion of objectsOf(objectOf(properties.criteria).allOf)) {
    if (criterion.skipMetricValidation === true) continue;
    const dimensions = objectsOf(criterion.dimensions).map(({ name }) => stringOf(name) ?? '');
    const fault = metricFault(parseResourceId(scope).type, stringOf(criterion.metricName) ?? '', dimensions);
    if (fault !== undefined) throw badRequest('BadRequest', fault);
  }
}
