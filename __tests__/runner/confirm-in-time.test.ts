import { type Confirm } from '../../runner/events';
import { confirmInTime } from '../../runner/confirm-in-time';

const question = { question: 'Apply this plan to prod-serving (1 to add)?', details: [] };

test('an answer in time counts', async () => {
  const answer: Confirm = () => Promise.resolve(true);
  expect(await confirmInTime(answer, 60)(question)).toBe(true);
  expect(await confirmInTime(() => Promise.resolve(false), 60)(question)).toBe(false);
});

test('a question that nobody answers is a no, and is closed', async () => {
  let closed = false;
  const nobody: Confirm = ({ signal }) =>
    new Promise(() => signal?.addEventListener('abort', () => (closed = true), { once: true }));
  await expect(confirmInTime(nobody, 0.0005)(question)).rejects.toMatchObject({
    name: 'Rejected',
    exitCode: 3,
    message: expect.stringContaining('Apply this plan to prod-serving'),
  });
  expect(closed).toBe(true);
});

test('without an approval a question stays open as long as its host likes', async () => {
  const host: Confirm = ({ signal }) => Promise.resolve(signal === undefined);
  expect(await confirmInTime(host, undefined)(question)).toBe(true);
});
