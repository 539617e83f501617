import { expect, it } from 'vitest'
import { readText, TRAINABLE } from './study-text.ts'

it.each([
  'checkpoints: { frequency: 5, at_end: true }',
  'checkpoints: { checkpoint_frequency: 5, checkpointAtEnd: true }',
  'run_config: { checkpoint_config: { checkpoint_frequency: 5, checkpoint_at_end: true } }',
])('says when classes are saved: %s', (line) => {
  expect(readText(`${TRAINABLE}\n${line}\n`).options.runConfig?.checkpointConfig).toEqual({
    checkpointFrequency: 5,
    checkpointAtEnd: true,
  })
})
