import { ConfigurationError } from '../../errors.ts'
import { hasStudy } from '../../tuner/study-folder.ts'
import { studyName } from '../running/study-name.ts'
import type { Cli } from '../cli.ts'

/**
 * Refuses to begin a study where there is one, before anything else is done.
 * @throws {ConfigurationError} `STUDY_EXISTS`
 */
export function assertNew(cli: Cli, dir: string): void {
  if (!hasStudy(dir)) return
  throw new ConfigurationError(
    'STUDY_EXISTS',
    `There is a study in ${dir} already. Go on with it: attune resume ${studyName(cli, dir)}, or give ` +
      'this one another name with --name.',
    { path: ['name'] },
  )
}
