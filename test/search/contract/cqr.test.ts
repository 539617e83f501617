import { searchContract } from '../../support/search-contract.ts'

searchContract('cqr', { learnsIn: 60 })
