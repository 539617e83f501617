import { availableParallelism, cpus } from 'node:os'
import { cpuQuota } from '../cgroup.ts'
import { ok, warn } from '../check.ts'
import type { Check } from '../check.ts'

/** CPUs of the machine, those that this process may use, and what its container grants of them. */
export const cpusCheck: Check = {
  id: 'cpus',
  title: 'CPUs',
  run() {
    const [shared, machine, quota] = [availableParallelism(), cpus().length, cpuQuota()]
    const facts = { shared, machine, quota: quota ?? null }
    const model = cpus()[0]?.model.trim() ?? ''
    const text =
      `${shared} to share out` +
      (machine === shared ? '' : `, of ${machine}`) +
      (quota === undefined ? '' : `, time for ${Number(quota.toFixed(2))}`) +
      (model === '' || model === 'unknown' ? '' : ` (${model})`)
    if (quota === undefined || quota >= shared - 0.5) return ok(text, facts)
    const fair = Math.max(1, Math.floor(quota))
    return warn(
      text,
      `As many trials as ${shared} CPUs allow would share the time of ${fair}. State it in the study ` +
        `file: capacity: { cpu: ${fair} }.`,
      facts,
    )
  },
}
