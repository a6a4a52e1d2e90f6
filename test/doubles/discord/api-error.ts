import type { z } from 'zod';

/** What Discord answers instead of a result: a status, its own code and, for a bad form, where it is bad. */
export interface ApiError {
  readonly kind: 'error';
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly errors?: ErrorTree;
}

export interface ErrorTree {
  [key: string]: ErrorTree | { code: string; message: string }[];
}

export function apiError(status: number, code: number, message: string): ApiError {
  return { kind: 'error', status, code, message };
}

export const unknown = {
  channel: () => apiError(404, 10003, 'Unknown Channel'),
  guild: () => apiError(404, 10004, 'Unknown Guild'),
  member: () => apiError(404, 10007, 'Unknown Member'),
  message: () => apiError(404, 10008, 'Unknown Message'),
  user: () => apiError(404, 10013, 'Unknown User'),
  webhook: () => apiError(404, 10015, 'Unknown Webhook'),
  interaction: () => apiError(404, 10062, 'Unknown interaction'),
  application: () => apiError(404, 10002, 'Unknown Application'),
};

/** 50035 with the nested tree that names each bad field. */
export function invalidForm(issues: readonly FormIssue[]): ApiError {
  const errors: ErrorTree = {};
  for (const { path, code, message } of issues) {
    let at = errors;
    for (const key of path) {
      const next = at[key] ?? {};
      if (Array.isArray(next)) break;
      at[key] = next;
      at = next;
    }
    const list = at['_errors'];
    if (Array.isArray(list)) list.push({ code, message });
    else at['_errors'] = [{ code, message }];
  }
  return { kind: 'error', status: 400, code: 50035, message: 'Invalid Form Body', errors };
}

export interface FormIssue {
  readonly path: readonly string[];
  readonly code: string;
  readonly message: string;
}

export function formIssue(path: readonly (string | number)[], code: string, message: string): FormIssue {
  return { path: path.map(String), code, message };
}

/** zod's findings in Discord's words. */
export function formIssues(error: z.ZodError): readonly FormIssue[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String);
    switch (issue.code) {
      case 'too_big':
        return {
          path,
          code: 'BASE_TYPE_BAD_LENGTH',
          message: `Must be ${issue.maximum} or fewer in length.`,
        };
      case 'too_small':
        return { path, code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${issue.minimum} or more in length.` };
      case 'custom':
        return { path, code: String(issue.params?.['code'] ?? 'BASE_TYPE_INVALID'), message: issue.message };
      default:
        return { path, code: 'BASE_TYPE_INVALID', message: issue.message };
    }
  });
}
