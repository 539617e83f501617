import type { Trial } from 'attune/trial'
import { loadDigits } from './digits.ts'
import { type DigitsConfig, Training } from './training.ts'

/** One trial: trains a network, reports after each epoch, and continues from a checkpoint. */
export default async function train(config: DigitsConfig, trial: Trial): Promise<void> {
  const digits = loadDigits()
  const checkpoint = trial.getCheckpoint()
  const training = checkpoint ? await Training.load(checkpoint.path) : Training.start(config)
  while (training.epoch < config.epochs) {
    training.runEpoch(digits.train, config)
    const { loss, accuracy } = training.mlp.evaluate(digits.validation)
    await trial.report({ loss, accuracy }, { checkpoint: (dir) => training.save(dir) })
  }
}
