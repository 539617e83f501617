import { fail, ok } from '../check.ts'
import type { Check } from '../check.ts'

const LEAST = [20, 19] as const

/** The Node that runs this, which also runs the trials of modules. */
export const nodeCheck: Check = {
  id: 'node',
  title: 'Node',
  run() {
    const version = process.versions.node
    const [major = 0, minor = 0] = version.split('.').map(Number)
    const text = `${version} (${process.platform} ${process.arch}), ${process.execPath}`
    const facts = {
      version,
      platform: process.platform,
      arch: process.arch,
      path: process.execPath,
    }
    const isNew = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
    return isNew ? ok(text, facts) : fail(text, `Install Node ${LEAST.join('.')} or newer.`, facts)
  },
}
