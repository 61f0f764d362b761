import { relative, resolve } from 'node:path';
import color from 'picocolors';
import { flowBuild } from '../../actions/flow-build';

interface Options {
  readonly output: string;
  readonly name?: string;
  readonly env?: string;
  readonly connections?: readonly string[];
  readonly variant?: readonly string[];
  readonly json: boolean;
  readonly project: string;
}

/** Writes a Docker context, and tells how to go on. */
export async function flowBuildCommand(folder: string, options: Options, version: string): Promise<void> {
  const { output, json, project, ...others } = options;
  const result = await flowBuild({
    ...others,
    folder: resolve(folder),
    output: resolve(output),
    root: resolve(project),
    version,
  });
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  for (const warning of result.warnings) console.error(`${color.yellow('warning')} ${warning}`);
  const shown = relative(process.cwd(), result.output) || '.';
  console.log(`${color.bold(result.name)}: ${result.files} files in ${color.cyan(shown)}`);
  if (result.variables.length > 0) console.log(`It needs these environment variables: ${result.variables.join(', ')}`);
  console.log(`Next: docker build -t ${result.image} ${shown}   (or run ${shown}/start.sh; see its README.md)`);
}
