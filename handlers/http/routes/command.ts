import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { longestCommand } from '../../../src/core/command/parse.ts';
import { refuse } from '../../../src/core/refusal.ts';
import type { Reply } from '../../../src/core/reply.ts';
import type { AnswerOnce } from '../../hear/answer-once.ts';
import type { Identify } from '../identify.ts';

const Body = z.object({
  text: z.string().max(longestCommand),
  /** Chosen by the sender: the same key again gets the first answer again and runs nothing. */
  key: z.string().min(8).max(100),
});

const remembered = 1000;

/** Two requests with one key at the same time share the answer here; later ones, and other bots, find it in the inbox. */
export function commandRoute(server: FastifyInstance, answerOnce: AnswerOnce, identify: Identify): void {
  const answers = new Map<string, Promise<Reply>>();

  server.post('/api/command', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const body = Body.safeParse(request.body);
    if (!body.success) {
      return reply
        .code(400)
        .send(
          refuse(
            'bad-request',
            `A command needs \`text\` of at most ${longestCommand} characters and a \`key\`. Nothing was done.`,
          ),
        );
    }
    const key = `${who.speaker.person}/${body.data.key}`;
    const answer = answers.get(key) ?? answerOnce(key, { ...who, text: body.data.text });
    answers.set(key, answer);
    const oldest = answers.keys().next().value;
    if (answers.size > remembered && oldest !== undefined) answers.delete(oldest);
    return reply.send(await answer);
  });
}
