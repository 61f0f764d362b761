import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFlow, runBatch, type RunOptions } from '../../../engine';
import { ImageValue } from '../../../engine/images/image';
import { pack, unpackImages } from '../../../engine/nodes/python/packing';
import { fromPlain, toPlain } from '../../../engine/values/plain';
import { node, runOnce, writeFlow, type Files } from '../flow-folder';

const png = Buffer.from('89504e470d0a1a0a0102', 'hex');
const base64 = png.toString('base64');
const shown = 'Image(83f083fd)';

/** A flow whose input `image` a tool gets as `x`; the output is `expression`. */
const flow = (expression: string, type = 'image', more = ''): Files => ({
  'flow.dag.yaml': `${more}inputs: {image: {type: ${type}}}\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.image}"')}`,
  'n.py': `from promptflow.core import tool\nfrom promptflow.contracts.multimedia import Image\n\n@tool\ndef run(x):\n    return ${expression}\n`,
});
const described = '[type(x).__name__, bytes(x).hex(), x._mime_type, x.source_url, str(x)]';
const isPng = ['Image', png.toString('hex'), 'image/png', null, shown];

describe('an image input', () => {
  test.each([
    ['base64 in a dict', { 'data:image/png;base64': base64 }],
    ['base64 as text', base64],
    ['a data URL', `data:image/png;base64,${base64}`],
  ])('is %s', async (_, image) => {
    expect((await runOnce(flow(described), { image })).outputs).toEqual({ out: isPng });
  });

  test.each([['path in a dict', { 'data:image/png;path': 'a.png' }] as const, ['path as text', 'a.png'] as const])(
    'is a %s, from the folder of the data',
    async (_, image) => {
      const folder = mkdtempSync(join(tmpdir(), 'images-'));
      writeFileSync(join(folder, 'a.png'), png);
      const result = await runOnce(flow(described), { image }, { inputFolder: folder });
      expect(result.outputs).toEqual({ out: isPng });
    },
  );

  test.each([
    ['data URL', { type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } }],
    ['file', { type: 'image_file', image_file: { path: 'a.png' } }],
  ])('is a %s as OpenAI writes it where the flow says so', async (_, image) => {
    const folder = mkdtempSync(join(tmpdir(), 'images-'));
    writeFileSync(join(folder, 'a.png'), png);
    const files = flow(described, 'image', 'message_format: openai-vision\n');
    expect((await runOnce(files, { image }, { inputFolder: folder })).outputs).toEqual({ out: isPng });
  });

  test.each([
    ['the type of its key, whatever its bytes are', { 'data:image/svg+xml;base64': base64 }, 'image/svg+xml'],
    ['no type where its key has none', { 'data:image/*;base64': base64 }, 'image/*'],
    ['the type of its bytes, whatever its data URL says', `data:image/jpeg;base64,${base64}`, 'image/png'],
    ['a type in small letters', { 'data:image/PNG;base64': `data:image/x;base64,${base64}` }, 'image/png'],
  ])('has %s', async (_, image, type) => {
    expect((await runOnce(flow('x._mime_type'), { image })).outputs).toEqual({ out: type });
  });

  test('is refused empty', async () => {
    const result = await runOnce(flow(described), { image: '' });
    expect(result.error).toMatchObject({
      code: 'LoadMultimediaDataError',
      message: "Failed to load image for input 'image': (InvalidImageInput) The image input should not be empty.",
    });
  });

  test('as a literal for a template that shows it is loaded', async () => {
    const files = {
      'flow.dag.yaml': `outputs: {out: {type: string, reference: "\${n}"}}\nnodes:\n${node('n', 'n.jinja2', `x: ${base64}`)}`,
      'n.jinja2': '![image]({{ x }})',
    };
    expect((await runOnce(files)).outputs).toEqual({ out: `![image](${shown})` });
  });

  test('made by a tool has the type of its bytes', async () => {
    const made = `[Image(bytes.fromhex("${png.toString('hex')}"))._mime_type, Image(b"?")._mime_type]`;
    expect((await runOnce(flow(made, 'string'), { image: '' })).outputs).toEqual({ out: ['image/png', 'image/*'] });
  });

  test('is found within lists and objects', async () => {
    const image = [{ text: 'a', picture: { 'data:image/png;base64': base64 } }];
    const result = await runOnce(flow('x[0]["picture"].to_base64()', 'list'), { image });
    expect(result.outputs).toEqual({ out: base64 });
  });

  test('prints in a prompt by its hash', async () => {
    const result = await runOnce(
      {
        'flow.dag.yaml': `inputs: {image: {type: image}}\noutputs: {out: {type: string, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.jinja2', 'x: "${inputs.image}"')}`,
        'n.jinja2': 'see {{x}}',
      },
      { image: base64 },
    );
    expect(result.outputs).toEqual({ out: `see ${shown}` });
  });

  test.each([
    [
      'a file that there is not',
      'nope.png',
      "input 'image': (FileNotFoundError) [Errno 2] No such file or directory: 'nope.png'",
    ],
    ['a number', 5, "input 'image': (InvalidImageInput)"],
    ['an address of this machine', 'http://127.0.0.1/a.png', '127.0.0.1 is not on the public internet'],
    ['an address of a cloud’s metadata', 'http://[::ffff:169.254.169.254]/a.png', 'is not on the public internet'],
  ])('fails the line for %s', async (_, image, message) => {
    expect((await runOnce(flow(described), { image })).error).toMatchObject({
      code: 'LoadMultimediaDataError',
      message: expect.stringContaining(message),
    });
  });
});

describe('an image output', () => {
  const created = `{"picture": Image(bytes.fromhex("${png.toString('hex')}"), "image/png")}`;

  test('is data in base64', async () => {
    const { outputs } = await runOnce(flow(created, 'string'), { image: '' });
    expect(outputs).toEqual({ out: { picture: { 'data:image/png;base64': base64 } } });
  });

  test('is a data URL in a flow that writes images as OpenAI does', async () => {
    const { outputs } = await runOnce(flow(created, 'string', 'message_format: openai-vision\n'), { image: '' });
    const url = `data:image/png;base64,${base64}`;
    expect(outputs).toEqual({ out: { picture: { type: 'image_url', image_url: { url } } } });
  });

  test('is a file where there is a folder for it', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'images-')), 'output');
    const options: RunOptions = { imageFolder: { folder, shownAs: 'images' } };
    const { outputs } = await runOnce(flow('x'), { image: base64 }, options);
    const [file] = readdirSync(folder);
    expect(file).toMatch(/^[\da-f-]{36}\.png$/);
    expect(readFileSync(join(folder, file!))).toEqual(png);
    expect(outputs).toEqual({ out: { 'data:image/png;path': `images/${file}` } });
  });

  test('is its address where it came from one, though there is a folder', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'images-')), 'output');
    const options: RunOptions = { imageFolder: { folder, shownAs: 'images' } };
    const fetched = 'Image(b"a", "image/png", "https://host/a.png")';
    const { outputs } = await runOnce(flow(fetched, 'string'), { image: '' }, options);
    expect(outputs).toEqual({ out: { 'data:image/png;url': 'https://host/a.png' } });
  });
});

describe('text among images as OpenAI writes them', () => {
  const vision = 'message_format: openai-vision\n';
  const noted = { type: 'text', text: { value: 'there', annotations: [1] } };
  const image = [{ type: 'text', text: 'hi' }, noted, { type: 'text', text: 'x', more: 1 }];

  test('is text to tools, and comes out as it went in', async () => {
    const files = flow('[type(part).__name__ for part in x] + [x[0].upper()] + x', 'list', vision);
    const { outputs } = await runOnce(files, { image });
    expect(outputs).toEqual({ out: ['Text', 'Text', 'dict', 'HI', ...image] });
  });

  test('is text to templates', async () => {
    const files = {
      'flow.dag.yaml': `${vision}inputs: {image: {type: list}}\noutputs: {out: {type: string, reference: "\${n}"}}\nnodes:\n${node('n', 'n.jinja2', 'x: "${inputs.image}"')}`,
      'n.jinja2': '{{ x[0] | upper }} {{ x }}',
    };
    const { outputs } = await runOnce(files, { image });
    expect(outputs).toEqual({ out: "HI ['hi', 'there', {'type': 'text', 'text': 'x', 'more': 1}]" });
  });

  test('is no more than text in a flow that writes images in its own form', async () => {
    const files = flow('[__import__("promptflow.contracts.multimedia", fromlist=["Text"]).Text("t", [1]), x]', 'list');
    expect((await runOnce(files, { image: [image[0]] })).outputs).toEqual({ out: ['t', [image[0]]] });
  });
});

test('paths in a folder of data begin at the folder of their own file', async () => {
  const folder = writeFlow({ ...flow('len(x)'), 'data/a.jsonl': '{"image": {"data:image/png;path": "deep/a.png"}}\n' });
  mkdirSync(join(folder, 'data/deep'));
  writeFileSync(join(folder, 'data/deep/b.jsonl'), '{"image": {"data:image/png;path": "a.png"}}\n');
  writeFileSync(join(folder, 'data/deep/a.png'), png);
  const result = await runBatch(folder, { outdir: join(folder, 'run'), data: [join(folder, 'data')] });
  expect(result.lines).toMatchObject({ total: 2, completed: 2 });
});

test('an aggregation node gets the images of the lines', async () => {
  const folder = writeFlow({
    'flow.dag.yaml': `inputs: {image: {type: image}, ok: {type: bool}}\noutputs: {}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.image}", ok: "${inputs.ok}"')}${node('all', 'all.py', 'given: "${inputs.image}", made: "${n.output}"', 'aggregation: true')}`,
    'n.py':
      'from promptflow.core import tool\n\n@tool\ndef run(x, ok):\n    if not ok:\n        raise ValueError("no")\n    return x\n',
    'all.py':
      'from promptflow.core import tool\n\n@tool\ndef run(given, made):\n    return [[type(x).__name__ for x in given], [x.to_base64() for x in made]]\n',
  });
  const loaded = await loadFlow(folder);
  const lines = await Promise.all(
    [true, false, true].map((ok) =>
      loaded.execute(
        new Map<string, unknown>([
          ['image', base64],
          ['ok', ok],
        ]),
      ),
    ),
  );
  // Lines are kept as JSON, failed ones too.
  for (const { inputs } of lines) expect(toPlain(inputs)).toMatchObject({ image: { 'data:image/png;base64': base64 } });
  const passed = lines.filter(({ result }) => result.status === 'Completed');
  const { outputs } = await loaded.aggregate(passed);
  expect(toPlain(outputs.get('all') ?? null)).toEqual([
    ['Image', 'Image'],
    [base64, base64],
  ]);
  await loaded.close();
});

test('a literal of a node is an image where its parameter says so', async () => {
  const folder = writeFlow({
    'flow.dag.yaml': `outputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: a.png')}`,
    'n.py': `from promptflow.core import tool\nfrom promptflow.contracts.multimedia import Image\n\n@tool\ndef run(x: Image):\n    return ${described}\n`,
  });
  writeFileSync(join(folder, 'a.png'), png);
  const loaded = await loadFlow(folder);
  expect((await loaded.run({})).outputs).toEqual({ out: isPng });
  await loaded.close();
});

test('values come back from the wire as they went, whatever is around an image', () => {
  const plain = fc.jsonValue().map((value) => fromPlain(value));
  const image = fc.uint8Array().map((bytes) => new ImageValue(Buffer.from(bytes), 'image/png'));
  fc.assert(
    fc.property(fc.array(fc.oneof(plain, image)), (values) => {
      const packed = pack(values);
      expect(unpackImages(packed)).toEqual(values);
      expect(packed === values).toBe(!values.some((value) => value instanceof ImageValue));
    }),
  );
});
