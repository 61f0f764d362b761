import { join } from 'node:path';
import { loadFlow } from '../../../engine';
import { node, writeFlow } from '../flow-folder';

test('a folder is included as a zip file where only the folder is there', async () => {
  const folder = writeFlow({
    'shared/a.txt': 'one',
    'shared/deep/b.txt': 'two – ü',
    'flow/n.py': `from promptflow.core import tool
import zipfile

@tool
def run():
    with zipfile.ZipFile("shared.zip") as file:
        assert file.testzip() is None
        return {name: file.read(name).decode("utf-8") for name in sorted(file.namelist())}
`,
    'flow/flow.dag.yaml': `additional_includes: [../shared.zip]\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', '')}`,
  });
  const flow = await loadFlow(join(folder, 'flow'));
  expect((await flow.run({})).outputs).toEqual({
    out: { 'shared/': '', 'shared/a.txt': 'one', 'shared/deep/b.txt': 'two – ü' },
  });
  await flow.close();
});
