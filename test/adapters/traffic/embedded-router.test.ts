import { routerContract } from '../../contract/router.ts';
import { openProxy } from './open-proxy.ts';

routerContract('embedded proxy', () => openProxy());
