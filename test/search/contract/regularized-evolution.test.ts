import { searchContract } from '../../support/search-contract.ts'

searchContract('regularized-evolution', { learnsIn: 200 })
