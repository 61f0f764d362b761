import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFlow } from '../flow-folder';
import { score, serve } from './served';

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const files = {
  'flow.dag.yaml':
    'inputs: {photo: {type: image}, more: {type: list, default: []}}\n' +
    'outputs: {same: {type: image, reference: "${inputs.photo}"}, more: {type: list, reference: "${inputs.more}"}}\n',
};

test('images come in base64, and go back so', async () => {
  const photo = { 'data:image/png;base64': pixel };
  const { status, text } = await score(await serve(files), { photo, more: [photo, 'text'] });
  expect([status, JSON.parse(text)]).toEqual([200, { same: photo, more: [photo, 'text'] }]);
});

test('a request cannot read files of the server as images', async () => {
  const secret = join(writeFlow({}), 'secret.png');
  writeFileSync(secret, Buffer.from(pixel, 'base64'));
  const server = await serve(files);
  const path = { 'data:image/png;path': secret };
  const photo = { 'data:image/png;base64': pixel };
  for (const body of [
    { photo: path },
    { photo: secret },
    { photo, more: [path] },
    { photo, more: JSON.stringify([path]) },
  ]) {
    const { status, text } = await score(server, body);
    expect([status, text]).toEqual([400, expect.stringContaining('in base64 or as URLs, not as paths')]);
  }
});
