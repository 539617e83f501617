import { captureProgram } from '../../capture-program.ts'
import { fail, ok, warn } from '../check.ts'
import type { Check, Finding } from '../check.ts'

const PROBE =
  'import json, sys; print(json.dumps([list(sys.version_info[:3]), sys.executable, sys.prefix]))'

/** The Python that trials use. */
export const pythonCheck: Check = {
  id: 'python',
  title: 'Python',
  async run({ cli, python, isPythonChosen }, signal) {
    const argv = [python, '-c', PROBE]
    const answer = await captureProgram(argv, {
      env: cli.env,
      cwd: cli.cwd,
      timeoutMs: 9000,
      signal,
    })
    // Who tunes no Python needs none, but who names one wants it.
    const bad = isPythonChosen ? fail : warn
    const advice = 'Install Python 3.9 or newer, or name one with --python or ATTUNE_PYTHON.'
    if (answer.code !== 0) {
      const reason =
        answer.error?.message ??
        (answer.isTimedOut ? 'it does not answer' : answer.stderr.trim().split('\n').at(-1))
      return bad(`${python} cannot be run: ${reason}`, advice, { python })
    }
    return found(answer.stdout, { python, bad, advice })
  },
}

function found(
  output: string,
  { python, bad, advice }: { python: string; bad: typeof fail; advice: string },
): Finding {
  const [numbers, path, prefix] = JSON.parse(output) as [number[], string, string]
  const [major = 0, minor = 0] = numbers
  const version = numbers.join('.')
  const facts = { python, version, path, prefix }
  const isNew = major > 3 || (major === 3 && minor >= 9)
  const text = `${version}, ${path}`
  return isNew ? ok(text, facts) : bad(`${text}: too old`, advice, facts)
}
