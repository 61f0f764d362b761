import { writeRelease } from '../../model';
import { type CommandResult } from '../result';
import { runSession, type RunRequest } from '../session';
import { register as registerAssets } from '../steps/register';
import { releaseBefore, releaseFile, writtenRelease } from '../steps/release';
import { synthesize } from '../steps/synthesize';

/** Registers what changed and writes the release; the platform must be applied. */
export function register(request: RunRequest): Promise<CommandResult> {
  const titles = [{ id: 'register', title: 'Register data, flows and the serving environment' }];
  return runSession('register', request, titles, async (context, steps, report) => {
    await steps.run('register', async (progress) => {
      const { serving } = await synthesize(context, writtenRelease(context));
      const registration = await registerAssets(context, await releaseBefore(context, serving), progress);
      writeRelease(releaseFile(context), registration.value.release);
      report({ registered: registration.value.versions });
      return registration;
    });
  });
}
