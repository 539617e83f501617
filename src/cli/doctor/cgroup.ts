import { readFileSync } from 'node:fs'

/** Where limits of this process's group are, newest kind first. */
const CPU_MAX = '/sys/fs/cgroup/cpu.max'
const CPU_QUOTA = '/sys/fs/cgroup/cpu/cpu.cfs_quota_us'
const CPU_PERIOD = '/sys/fs/cgroup/cpu/cpu.cfs_period_us'
const MEMORY = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']

/** How many CPUs' worth of time a container may use; undefined without a limit. */
export function cpuQuota(read: (path: string) => string | undefined = textOf): number | undefined {
  const [quota, period] = read(CPU_MAX)?.trim().split(/\s+/) ?? [
    read(CPU_QUOTA)?.trim(),
    read(CPU_PERIOD)?.trim(),
  ]
  const cpus = Number(quota) / Number(period)
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined
}

/** How many bytes of memory a container may use; undefined without a limit. */
export function memoryLimit(
  read: (path: string) => string | undefined = textOf,
): number | undefined {
  for (const path of MEMORY) {
    const bytes = Number(read(path) ?? Number.NaN)
    // Without a limit the older kind says the largest multiple of a page.
    if (bytes > 0 && bytes < 2 ** 60) return bytes
  }
  return undefined
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
