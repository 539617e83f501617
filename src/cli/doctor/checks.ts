import { attuneCheck } from './checks/attune.ts'
import { clockCheck } from './checks/clock.ts'
import { cpusCheck } from './checks/cpus.ts'
import { filesCheck } from './checks/files.ts'
import { gpusCheck } from './checks/gpus.ts'
import { memoryCheck } from './checks/memory.ts'
import { nodeCheck } from './checks/node.ts'
import { portCheck } from './checks/port.ts'
import { pythonCheck } from './checks/python.ts'
import { socketsCheck } from './checks/sockets.ts'
import { sqliteCheck } from './checks/sqlite.ts'
import { storageCheck } from './checks/storage.ts'
import { terminalCheck } from './checks/terminal.ts'
import { torchCheck } from './checks/torch.ts'
import { tsxCheck } from './checks/tsx.ts'
import { variablesCheck } from './checks/variables.ts'
import type { Check } from './check.ts'

/** In the order in which they are printed. */
export const CHECKS: readonly Check[] = [
  attuneCheck,
  nodeCheck,
  tsxCheck,
  sqliteCheck,
  pythonCheck,
  torchCheck,
  gpusCheck,
  cpusCheck,
  memoryCheck,
  storageCheck,
  socketsCheck,
  filesCheck,
  portCheck,
  clockCheck,
  terminalCheck,
  variablesCheck,
]
