import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../src/report/display-width.ts'
import { psqlTable } from '../../src/report/psql-table.ts'

describe('psqlTable', () => {
  // Byte for byte what Python prints: tabulate(rows, headers, tablefmt="psql", showindex=False).
  it('draws a trial table as Ray Tune does', () => {
    const headers = [
      'Trial name',
      'status',
      'loc',
      'layer_1_size',
      'lr',
      'momentum',
      'loss',
      'mean_accuracy',
      'training_iteration',
    ]
    const name = (i: number): string => `train_mnist_tune_63ecc_0000${i}`
    const none = undefined
    const table = psqlTable(headers, [
      [name(0), 'TERMINATED', '', 128, 0.00121197, 0.9, 0.120173, 0.963333, 10],
      [name(1), 'TERMINATED', '', 32, 0.0991242, 0.1, 2.32628, 0.0991242, 10],
      [name(2), 'RUNNING', '10.234.98.164:31115', 64, 1e-5, none, Number.NaN, 0.5, 3],
      [name(3), 'PENDING', '', 64, 0.016499999999, 0.123456789, none, none, none],
      [name(4), 'ERROR', '', 256, 0.05, -0.5, Number.POSITIVE_INFINITY, 1e-12, 123456],
    ])
    expect(`\n${table.join('\n')}\n`).toBe(`
+------------------------------+------------+---------------------+----------------+------------+------------+------------+-----------------+----------------------+
| Trial name                   | status     | loc                 |   layer_1_size |         lr |   momentum |       loss |   mean_accuracy |   training_iteration |
|------------------------------+------------+---------------------+----------------+------------+------------+------------+-----------------+----------------------|
| train_mnist_tune_63ecc_00000 | TERMINATED |                     |            128 | 0.00121197 |   0.9      |   0.120173 |       0.963333  |                   10 |
| train_mnist_tune_63ecc_00001 | TERMINATED |                     |             32 | 0.0991242  |   0.1      |   2.32628  |       0.0991242 |                   10 |
| train_mnist_tune_63ecc_00002 | RUNNING    | 10.234.98.164:31115 |             64 | 1e-05      |            | nan        |       0.5       |                    3 |
| train_mnist_tune_63ecc_00003 | PENDING    |                     |             64 | 0.0165     |   0.123457 |            |                 |                      |
| train_mnist_tune_63ecc_00004 | ERROR      |                     |            256 | 0.05       |  -0.5      | inf        |       1e-12     |               123456 |
+------------------------------+------------+---------------------+----------------+------------+------------+------------+-----------------+----------------------+
`)
  })

  it('aligns a column with any text to the left', () => {
    expect(
      psqlTable(
        ['k', 'v'],
        [
          ['a', 1],
          ['b', 'x'],
        ],
      ),
    ).toEqual([
      '+-----+-----+',
      '| k   | v   |',
      '|-----+-----|',
      '| a   | 1   |',
      '| b   | x   |',
      '+-----+-----+',
    ])
  })

  it('draws a table without rows', () => {
    expect(psqlTable(['k', 'value'], [])).toEqual([
      '+-----+---------+',
      '| k   | value   |',
      '|-----+---------|',
      '+-----+---------+',
    ])
  })

  it('keeps its borders straight beside wide characters', () => {
    const table = psqlTable(
      ['名前', 'n'],
      [
        ['訓練', 1],
        ['cafe\u0301 🙂', 2.5],
        ['👨‍👩‍👧', 10],
      ],
    )
    expect(new Set(table.map(displayWidth))).toEqual(new Set([18]))
    expect(table.slice(3, 6)).toEqual([
      '| 訓練    |  1   |',
      '| cafe\u0301 🙂 |  2.5 |',
      '| 👨‍👩‍👧      | 10   |',
    ])
  })
})
