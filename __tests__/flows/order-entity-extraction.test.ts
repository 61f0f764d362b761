import { type Flow, loadFlow } from '../../engine';
import { Example, runOnce } from './example';
import { metricsOf } from './metrics';
import { type ScriptedModel, scriptedModel, type SimulatedModel, simulatedModelOf } from './simulated-model';

const example = new Example('order-entity-extraction');

describe('order-entity-extraction with the simulated model', () => {
  let model: SimulatedModel;
  beforeAll(async () => {
    model = await simulatedModelOf(example.name);
  });
  afterAll(() => model.close());

  test.each(example.datasets)('finds most entities of dataset "%s"', async (dataset) => {
    const judged = await example.judge(dataset, { connections: model.connections });
    const metrics = metricsOf(
      example.evaluationFolder,
      judged.map(({ grade }) => grade),
    );
    expect(example.unmetGates(metrics)).toEqual([]);
    expect(metrics.recall).toBeLessThan(1);
    expect(metrics.exact_match).toBeGreaterThan(0.6);
    expect(metrics.exact_match).toBeLessThan(1);
  });

  test('answers the sample request', async () => {
    const { status, outputs } = await runOnce(example.folder, example.sampleRequest(), {
      connections: model.connections,
    });
    expect(status).toBe('Completed');
    expect(outputs).toEqual({
      order_number: 'PO-48213',
      delivery_date: '2026-03-13',
      postcode: 'EH6 6QW',
      items: [
        { product: 'oat milk', quantity: 12 },
        { product: 'house espresso', quantity: 4 },
      ],
      missing: [],
    });
  });
});

describe('what order-entity-extraction makes of an answer', () => {
  let model: ScriptedModel;
  let flow: Flow;
  beforeAll(async () => {
    model = await scriptedModel();
    flow = await loadFlow(example.folder, { connections: model.connections });
  });
  afterAll(async () => {
    await flow.close();
    await model.close();
  });

  const extract = async (answer: unknown) => {
    model.answerWith(typeof answer === 'string' ? answer : JSON.stringify(answer));
    return (await flow.run({ message: 'as the model reads it', received_on: '2026-03-10' })).outputs;
  };

  test.each([
    ['Friday', '2026-03-13'],
    ['tuesday', '2026-03-17'],
    ['next Tuesday', '2026-03-17'],
    ['next Friday', '2026-03-20'],
    ['tomorrow', '2026-03-11'],
    ['today', '2026-03-10'],
    ['20th March', '2026-03-20'],
    ['the 1st of April', '2026-04-01'],
    ['2 Jan', '2027-01-02'],
    ['14 May 2027', '2027-05-14'],
    ['18/03/2026', '2026-03-18'],
    ['2026-03-17', '2026-03-17'],
    ['31 February', null],
    ['soon', null],
  ])('reads the date "%s" of a message of Tuesday 10 March 2026 as %s', async (written, date) => {
    expect(await extract({ delivery_date: written })).toMatchObject({ delivery_date: date });
  });

  test('brings order numbers, postcodes and quantities into one form', async () => {
    const answer = {
      order_number: 'po#48213',
      postcode: 'eh66qw',
      items: [
        { quantity: 'a dozen', product: 'Oat Milk' },
        { quantity: 4, product: 'tea' },
      ],
    };
    expect(await extract(answer)).toMatchObject({
      order_number: 'PO-48213',
      postcode: 'EH6 6QW',
      items: [
        { product: 'oat milk', quantity: 12 },
        { product: 'tea', quantity: 4 },
      ],
    });
  });

  test('lists what has to be asked for', async () => {
    const answer = {
      order_number: 'none',
      items: [
        { quantity: 'some', product: 'tea' },
        { quantity: '2', product: '' },
      ],
    };
    const { missing } = await extract(answer);
    expect(missing).toEqual(['order_number', 'delivery_date', 'postcode', 'quantity of tea']);
  });

  test.each(['Sorry, I cannot.', '[]', '{"items": "none"}'])(
    'misses everything when the answer is %s',
    async (answer) => {
      const { missing } = await extract(answer);
      expect(missing).toEqual(['order_number', 'delivery_date', 'postcode', 'items']);
    },
  );
});
