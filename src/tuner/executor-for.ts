import { InlineExecutor } from '../executor/inline.ts'
import { VIRTUAL_EPOCH } from '../simulate/trials.ts'
import { WorkerExecutor } from '../executor/worker-executor.ts'
import type { Executor } from '../executor/executor.ts'
import type { TuneConfig } from './options.ts'
import type { ModuleTrainable, UnwrappedTrainable } from './trainable.ts'

/**
 * The executor that a trainable runs on. What is not needed is not loaded.
 * @param lastAt Time of the study's last event, in milliseconds since the epoch; 0 for a new study.
 */
export async function executorFor(
  { target, parameters }: UnwrappedTrainable,
  { executor }: TuneConfig,
  lastAt: number,
): Promise<Executor> {
  switch (target.kind) {
    case 'function':
      return new InlineExecutor(target.call, parameters)
    case 'module':
      return moduleExecutor(target, executor ?? target.executor ?? 'process', parameters)
    case 'python': {
      const { PythonExecutor } = await import('../executor/python/python-executor.ts')
      return new PythonExecutor(target, parameters)
    }
    case 'simulated': {
      const { SimulatedExecutor } = await import('../executor/simulated/simulated-executor.ts')
      return new SimulatedExecutor(target, Math.max(lastAt, VIRTUAL_EPOCH))
    }
    case 'command': {
      const { CommandExecutor } = await import('../executor/command/command-executor.ts')
      return new CommandExecutor(target)
    }
  }
}

async function moduleExecutor(
  module: ModuleTrainable,
  where: 'inline' | 'thread' | 'process',
  parameters: UnwrappedTrainable['parameters'],
): Promise<Executor> {
  if (where === 'inline') {
    const { loadTrainable } = await import('../worker/load-trainable.ts')
    return new InlineExecutor(await loadTrainable(module), parameters)
  }
  if (where === 'thread') {
    const { threadWorkers } = await import('../executor/thread-workers.ts')
    return new WorkerExecutor(threadWorkers(module, parameters))
  }
  const { processWorkers } = await import('../executor/process-workers.ts')
  return new WorkerExecutor(processWorkers(module, parameters))
}
