import { z } from 'zod';

// zod compiles its parsers with `new Function`, which the page's content policy forbids. It asks whether it may
// when a schema is made, so this must be the first module of the page.
z.config({ jitless: true });
