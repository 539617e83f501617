import { networkInterfaces } from 'node:os'

/** What all ranks of an attempt have in common. */
export interface Rendezvous {
  readonly workers: number
  /** Where rank 0 listens for the others. */
  readonly port: number
  readonly trial: string
  /** 1 for the first start of the trial. */
  readonly attempt: number
}

/**
 * What `torchrun` tells a rank on one machine, laid over the environment of its trial. There is no agent
 * that keeps a store for the ranks: rank 0 does.
 */
export function rankEnvironment(
  rank: number,
  { workers, port, trial, attempt }: Rendezvous,
  base: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const count = String(workers)
  const loopback = loopbackName()
  return {
    // By the machine's name gloo may find an address at which the other ranks do not reach it.
    ...(loopback === undefined ? {} : { GLOO_SOCKET_IFNAME: loopback }),
    TORCH_NCCL_ASYNC_ERROR_HANDLING: '1',
    ...base,
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: String(port),
    RANK: String(rank),
    LOCAL_RANK: String(rank),
    ROLE_RANK: String(rank),
    GROUP_RANK: '0',
    NODE_RANK: '0',
    WORLD_SIZE: count,
    LOCAL_WORLD_SIZE: count,
    ROLE_WORLD_SIZE: count,
    GROUP_WORLD_SIZE: '1',
    ROLE_NAME: 'default',
    TORCHELASTIC_RUN_ID: `${trial}_${attempt}`,
    TORCHELASTIC_RESTART_COUNT: String(attempt - 1),
    ATTUNE_RANK: String(rank),
  }
}

/** `lo` on Linux, `lo0` on macOS. */
function loopbackName(): string | undefined {
  const interfaces = Object.entries(networkInterfaces())
  return interfaces.find(([, addresses]) => addresses?.some(({ internal }) => internal))?.[0]
}
