import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ConfigurationError, show } from '../../errors.ts'
import type { Environment } from '../process/trial-environment.ts'

const PROBE = 'import sys; print("%d.%d" % sys.version_info[:2]); print(sys.executable)'
const ADVICE =
  'Install Python 3.9 or newer, or name another interpreter with python(script, { python: … }) or ATTUNE_PYTHON.'

/**
 * Finds out whether an interpreter can run trials, and returns the program to start. A bare name such
 * as `python3` is resolved once: what it finds may be a wrapper that takes longer than a short trial.
 * @throws {ConfigurationError} `PYTHON_NOT_FOUND` when it cannot be run, `PYTHON_TOO_OLD` before 3.9.
 */
export async function probeInterpreter(
  python: string,
  cwd: string | undefined,
  env: Environment,
): Promise<string> {
  let output: string
  try {
    const options = { ...(cwd === undefined ? {} : { cwd }), env: environmentOf(env) }
    output = (await promisify(execFile)(python, ['-c', PROBE], options)).stdout
  } catch (cause) {
    throw new ConfigurationError(
      'PYTHON_NOT_FOUND',
      `The Python interpreter ${show(python)} cannot be run: ${reasonOf(cause)}. ${ADVICE}`,
      { cause },
    )
  }
  const [version = '', executable = ''] = output.trim().split(/\r?\n/)
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 3 || (major === 3 && minor < 9)) {
    throw new ConfigurationError(
      'PYTHON_TOO_OLD',
      `${show(python)} is Python ${version}, and trials need 3.9 or newer. ${ADVICE}`,
    )
  }
  return python.includes('/') || executable === '' ? python : executable
}

function environmentOf(own: Environment): NodeJS.ProcessEnv {
  const entries = Object.entries({ ...process.env, ...own })
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? undefined]))
}

function reasonOf(error: unknown): string {
  const { code, stderr = '' } = error as { code?: string | number; stderr?: string }
  if (code === 'ENOENT') return 'there is no such program'
  if (code === 'EACCES') return 'it is not executable'
  if (code === 'E2BIG') return 'the environment is too long for the system'
  return stderr.trim().split('\n').at(-1) || String(error)
}
