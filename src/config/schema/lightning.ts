import { block, option, required } from './block.ts'
import { textLike } from './leaf.ts'
import { values } from './space.ts'
import { ENVIRONMENT, INTERPRETER } from './trainable.ts'
import type { z } from 'zod'

const CLASS = 'Give an import path with its module, e.g. net.Net.'
const ARGUMENTS = 'Give arguments by name, e.g. { max_epochs: 10 }. Any may be a domain.'

/** A training with Lightning that is declared instead of written. */
export function lightning(): z.ZodType {
  return block({
    module: required(
      block({
        class_path: required(
          textLike(/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+$/u, CLASS),
          'Import path of the class.',
        ),
        init_args: option(values(ARGUMENTS), 'Keyword arguments that it is made with.'),
      }),
      'The LightningModule.',
    ),
    trainer: option(values(ARGUMENTS), "Arguments of Lightning's Trainer."),
    fit: option(values(ARGUMENTS), 'Arguments of Trainer.fit(), such as datamodule.'),
    checkpointing: option(
      values(ARGUMENTS),
      "Arguments of Lightning's ModelCheckpoint, such as monitor, save_top_k and mode. Default: no checkpoints.",
    ),
    interpreter: INTERPRETER,
    ...ENVIRONMENT,
  })
}
