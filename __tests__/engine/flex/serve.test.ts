import { score, serve } from '../serve/served';

const main = `def stream(question: str, kind: str = "text"):
    if kind == "dict":
        return {"text": (c for c in question), "length": len(question)}
    if kind == "number":
        return 3.0
    if kind == "fail":
        raise ValueError("boom")
    return question if kind == "text" else (c for c in question)
`;

describe('a served flex flow', () => {
  const files = { 'flow.flex.yaml': 'entry: main:stream\n', 'main.py': main };
  const served = serve(files);

  test('answers with a value that is no dict as it is', async () => {
    expect(await score(await served, { question: 'hi' })).toMatchObject({ status: 200, text: '"hi"' });
    expect(await score(await served, { question: 'hi', kind: 'number' })).toMatchObject({ status: 200, text: '3.0' });
    expect((await score(await served, { question: 'hi', kind: 'stream' })).text).toBe('"hi"');
  });

  test('answers with a dict by its keys, streams joined', async () => {
    const answer = await score(await served, { question: 'hi', kind: 'dict' });
    expect(JSON.parse(answer.text)).toEqual({ text: 'hi', length: 2 });
  });

  test('streams what the entry yields', async () => {
    const accept = { accept: 'text/event-stream' };
    const events = await score(await served, { question: 'hi', kind: 'stream' }, accept);
    expect(events.text).toBe('data: {"output": "h"}\n\ndata: {"output": "i"}\n\n');
    const fields = await score(await served, { question: 'hi', kind: 'dict' }, accept);
    expect(fields.text).toBe('data: {"length": 2}\n\ndata: {"text": "h"}\n\ndata: {"text": "i"}\n\n');
  });

  test('tells an error of the entry as one of its user', async () => {
    const answer = await score(await served, { question: 'hi', kind: 'fail' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      error: { code: 'UserError', message: "Execution failure in 'stream': (ValueError) boom" },
    });
  });

  test('needs the inputs without defaults only, and describes what the code takes', async () => {
    const answer = await score(await served, { kind: 'text' });
    expect(answer).toMatchObject({ status: 400 });
    const document = (await (await served).inject('/swagger.json')).json<{ paths: Record<string, unknown> }>();
    expect(document.paths['/score']).toMatchObject({
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: { properties: { question: { type: 'string' }, kind: { type: 'string', default: 'text' } } },
            },
          },
        },
      },
    });
  });
});
