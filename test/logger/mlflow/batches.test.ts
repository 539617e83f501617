import { expect, it } from 'vitest'
import { batchesOf } from '../../../src/logger/mlflow/batches.ts'

const metric = (i: number): { key: string; value: number; timestamp: number; step: number } => ({
  key: 'loss',
  value: i,
  timestamp: 1,
  step: i,
})
const text = (i: number, length = 1): { key: string; value: string } => ({
  key: `k${i}`,
  value: 'é'.repeat(length),
})
const many = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i))

it.each([
  { metrics: many(2500, metric), params: many(250, text), tags: many(101, text) },
  { metrics: many(1000, metric), params: many(1, text) },
  { params: many(99, (i) => text(i, 6000)), tags: many(100, (i) => text(i, 5000)) },
  { metrics: many(1, metric) },
])('everything is in one batch, in order, and no batch is too large (%#)', (entries) => {
  const batches = [...batchesOf(entries)]
  for (const batch of batches) {
    const { metrics, params, tags } = batch
    expect(metrics.length).toBeLessThanOrEqual(1000)
    expect(params.length).toBeLessThanOrEqual(100)
    expect(tags.length).toBeLessThanOrEqual(100)
    expect(metrics.length + params.length + tags.length).toBeLessThanOrEqual(1000)
    const body = JSON.stringify({ run_id: 'x'.repeat(32), ...batch })
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_000_000)
  }
  for (const kind of ['metrics', 'params', 'tags'] as const) {
    expect(batches.flatMap<unknown>((batch) => batch[kind])).toEqual(
      (entries as Partial<Record<string, unknown[]>>)[kind] ?? [],
    )
  }
})

it('nothing makes no batch', () => {
  expect([...batchesOf({ metrics: [], tags: [] })]).toEqual([])
})
