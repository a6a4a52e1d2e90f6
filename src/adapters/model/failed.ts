import type { ModelAnswer, ModelFault, Served } from '../../ports/model.ts';

export function failed(fault: ModelFault, sentence: string, by: Served): ModelAnswer {
  return { kind: 'failed', fault, sentence, by };
}
