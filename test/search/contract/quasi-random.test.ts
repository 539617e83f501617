import { searchContract } from '../../support/search-contract.ts'

searchContract('quasi-random', {
  lacks: ['warmStart', 'tell', 'constraints'],
  severalObjectives: true,
})
