import { type Flow, loadFlow } from '../../engine';
import { Example } from './example';
import { metricsOf } from './metrics';

const example = new Example('reply-composer');
const delay = example.sampleRequest();

describe('reply-composer', () => {
  test.each(example.datasets)('says what it must for most of dataset "%s", in both tones', async (dataset) => {
    for (const tone of ['friendly', 'formal']) {
      const judged = await example.judge(dataset, { variants: { write_opening: tone } });
      const metrics = metricsOf(
        example.evaluationFolder,
        judged.map(({ grade }) => grade),
      );
      expect(example.unmetGates(metrics)).toEqual([]);
      expect(metrics.faultless).toBeGreaterThan(0.8);
      expect(metrics.faultless).toBeLessThan(1);
      expect(judged.flatMap(({ grade }) => grade.holes)).toEqual([]);
    }
  });

  const flows = new Map<string, Flow>();
  beforeAll(async () => {
    for (const write_opening of ['friendly', 'formal']) {
      flows.set(write_opening, await loadFlow(example.folder, { variants: { write_opening } }));
    }
  });
  afterAll(() => Promise.all([...flows.values()].map((flow) => flow.close())));

  const compose = async (inputs: Readonly<Record<string, unknown>>, tone = 'friendly') => {
    const result = await flows.get(tone)!.run(inputs);
    expect(result.status).toBe('Completed');
    return result;
  };

  test('writes a reply about a late order', async () => {
    const { outputs, nodes } = await compose(delay);
    expect(outputs).toEqual({
      subject: 'Your order C-58213: new delivery date',
      needs_review: false,
      reply: [
        'Hi Ines,',
        '',
        'thanks for getting in touch.',
        '',
        'I am sorry that order C-58213 is late: the kettle was out of stock until today.',
        'It will reach you on Tuesday 12 May 2026.',
        '',
        'Please take €5.00 off your next order with the code SORRY5.',
        '',
        'If the new date does not suit you, answer this mail and we will find another one or cancel the order free of charge.',
        '',
        'Kind regards,',
        '',
        'Jonas',
      ].join('\n'),
    });
    expect(nodes).toMatchObject({
      write_delay: 'Completed',
      write_refund: 'Bypassed',
      write_acknowledgement: 'Bypassed',
    });
  });

  test('lists what a refund covers', async () => {
    const details = { order: 'C-1', approved: true, amount: 1249, days: 1, items: ['lamp', 'bulb'] };
    const { outputs } = await compose({ customer_name: 'Ana Ruiz', topic: 'refund', details }, 'formal');
    expect(outputs.reply).toContain(
      'Dear Ana Ruiz,\n\nThank you for contacting Contoso.\n\nWe are returning €1,249.00',
    );
    expect(outputs.reply).toContain('up to 1 day to show up');
    expect(outputs.reply).toContain('The refund covers:\n- lamp\n- bulb\n');
  });

  test.each([
    ['order_delay', { order: 'C-2', new_date: 'soon' }],
    ['order_delay', { new_date: '2026-05-12' }],
    ['refund', { order: 'C-2', approved: true }],
    ['refund', { order: 'C-2', approved: false }],
  ])('has a person look at a case of %s that lacks a fact: %j', async (topic, details) => {
    const { outputs, nodes } = await compose({ customer_name: 'Ana', topic, details });
    expect(outputs).toMatchObject({ needs_review: true });
    expect(outputs.reply).toContain('You will hear from us within one working day.');
    expect(nodes).toMatchObject({ write_delay: 'Bypassed', write_refund: 'Bypassed' });
  });

  test('acknowledges a topic that it has no template for', async () => {
    const { outputs } = await compose({ customer_name: '', topic: 'praise', details: { summary: 'the pan is good' } });
    expect(outputs).toMatchObject({ subject: 'Your message to Contoso', needs_review: false });
    expect(outputs.reply).toContain('Hi there,');
    expect(outputs.reply).toContain('This is what we understood: the pan is good.');
  });
});
