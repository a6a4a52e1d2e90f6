import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/registry.ts';
import { jsonSchema, schemaTree } from '../../src/config/json-schema.ts';
import { verbs } from '../../src/config/schema/people.ts';
import { formsAt, type SchemaNode } from '../../src/config/schema-walk.ts';
import { unsupported } from '../../src/config/unsupported.ts';

const tree = schemaTree();

interface Key {
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

/** Every key of the language; `*` stands for a name or an index. Forms whose kind is not supported are left out. */
function keysOf(node: SchemaNode, path: readonly string[], all: boolean): readonly Key[] {
  return [...(node.anyOf ?? []), ...(node.oneOf ?? []), node].flatMap((form) => {
    const kind = form.properties?.['kind']?.const;
    const refused = unsupported.some(
      ({ path: at, value }) => at === [...path, 'kind'].join('.') && value === kind,
    );
    if (refused && kind !== undefined && !all) return [];
    const own = Object.entries(form.properties ?? {}).flatMap(([key, child]) => {
      const at = [...path, key];
      if (!all && unsupported.some(({ path: known, value }) => value === undefined && known === at.join('.')))
        return [];
      return [{ path: at, node: child }, ...keysOf(child, at, all)];
    });
    const wild = [form.items, form.additionalProperties].filter((child) => typeof child === 'object');
    const nested = form === node ? [] : keysOf({ ...form, properties: {} }, path, all);
    return [...own, ...nested, ...wild.flatMap((child) => keysOf(child, [...path, '*'], all))];
  });
}

/** Plans, placements and access are described in one place here, although they can stand in several. */
function isCopy(path: string): boolean {
  return /^services\.\*\.(plan|environments\.\*)\.|^environments\.\*\.access\./.test(path);
}

describe('the language', () => {
  it('describes every key for editors', () => {
    const silent = keysOf(tree, [], true).filter(({ node }) => (node.description ?? '') === '');
    expect(silent.map(({ path }) => path.join('.'))).toEqual([]);
  });

  it('is written out for editors; `vitest run test/config/schema.test.ts -u` writes it again', async () => {
    await expect(`${JSON.stringify(jsonSchema(), null, 1)}\n`).toMatchFileSnapshot(
      '../../docs/belay.schema.json',
    );
  });

  it('is named at the head of the quick start', () => {
    const file = fileURLToPath(new URL('../../examples/quick-start.yml', import.meta.url));
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/docs\/belay\.schema\.json\n/,
    );
  });

  it('knows a permission for every command, and refuses those that no command needs', () => {
    const ofFlags = ['promote-all', 'break-glass', 'emergency-rollback'];
    const needed = [...new Set([...commands.map(({ spec }) => spec.verb), ...ofFlags])].sort();
    const refused = new Set(unsupported.map(({ path }) => path));
    expect(verbs.filter((verb) => !refused.has(`access.${verb}`)).sort()).toEqual(needed);
  });
});

describe('what is not supported yet', () => {
  it('is part of the language: no entry of the table is left over', () => {
    const sample = (path: string) => path.split('.').map((segment) => (segment === '*' ? 'x' : segment));
    const strays = unsupported.filter(({ path, value }) => {
      const forms = anyForm(sample(path));
      if (forms.length === 0) return true;
      return (
        typeof value === 'string' && !forms.some((form) => form.const === value || form.enum?.includes(value))
      );
    });
    expect(strays.map(({ path, value }) => `${path}=${value}`)).toEqual([]);
  });

  it('is everything but this', () => {
    const supported = keysOf(tree, [], false).map(({ path }) => path.join('.'));
    const own = [...new Set(supported)].filter((path) => !isCopy(path)).sort();
    expect(own.join('\n')).toMatchInlineSnapshot(`
      "access
      access.approve
      access.ask
      access.audit
      access.break-glass
      access.delegate
      access.deploy
      access.done
      access.emergency-rollback
      access.explain
      access.freeze
      access.hand-over
      access.lock
      access.mark
      access.mute
      access.note
      access.notice
      access.pause
      access.prepare-migration
      access.promote
      access.promote-all
      access.reject
      access.report
      access.resume
      access.rollback
      access.status
      access.tick
      access.unlock
      access.verify
      alerts
      alerts.critical
      alerts.info
      alerts.warning
      api
      api.routes
      break_glass
      break_glass.announce
      break_glass.requires
      break_glass.review_within
      break_glass.second_person
      break_glass.skips
      break_glass.who
      checklists
      checklists.*.extends
      checklists.*.items
      checklists.*.items.*.evidence
      checklists.*.items.*.item
      checklists.*.items.*.required
      checklists.*.title
      communications
      communications.announcements
      communications.announcements.*.message
      communications.announcements.*.through
      communications.announcements.*.when
      communications.needed_for
      communications.not_needed_for
      communications.templates
      communications.templates.*.ahead
      communications.templates.*.body
      communications.templates.*.resolved
      communications.templates.*.subject
      communications.templates.*.through
      communications.templates.*.update_every
      delivery_targets
      delivery_targets.automatic_rollback
      delivery_targets.automatic_rollback_success
      delivery_targets.canary_duration
      delivery_targets.caught_in_canary
      delivery_targets.change_failure
      delivery_targets.deployments
      delivery_targets.false_positives
      delivery_targets.lead_time
      delivery_targets.rollback_rate
      delivery_targets.success
      delivery_targets.time_to_restore
      documents
      documents.ab_comparison
      documents.checklist
      documents.checklist.list
      documents.checklist.notes
      documents.checklist.success_criteria
      documents.checklist.success_criteria.*.name
      documents.checklist.success_criteria.*.rule
      documents.checklist.success_criteria.*.tell
      documents.final_report
      documents.go_no_go
      documents.incident_report
      documents.migration
      documents.model
      documents.model.api_key
      documents.model.api_key.env
      documents.model.api_key.file
      documents.model.base_url
      documents.model.budget_per_day
      documents.model.budget_per_person_and_day
      documents.model.budget_per_rollout
      documents.model.names
      documents.model.names.large
      documents.model.names.small
      documents.model.prices
      documents.model.prices.as_of
      documents.model.prices.per_million_tokens
      documents.model.prices.per_million_tokens.*.cache_read
      documents.model.prices.per_million_tokens.*.cache_write
      documents.model.prices.per_million_tokens.*.input
      documents.model.prices.per_million_tokens.*.output
      documents.model.provider
      documents.model.timeout
      documents.pdf
      documents.questions
      documents.stage_report
      documents.verification_script
      documents.verification_script.database
      documents.verification_script.database.env
      documents.verification_script.database.file
      documents.verification_script.endpoints
      documents.verification_script.endpoints.*.contains
      documents.verification_script.endpoints.*.expect
      documents.verification_script.endpoints.*.json
      documents.verification_script.endpoints.*.json.at
      documents.verification_script.endpoints.*.json.equals
      documents.verification_script.endpoints.*.within
      documents.verification_script.expect
      documents.verification_script.expect.*.name
      documents.verification_script.expect.*.rule
      documents.verification_script.expect.*.tell
      documents.verification_script.flows
      documents.verification_script.flows.*.*.contains
      documents.verification_script.flows.*.*.expect
      documents.verification_script.flows.*.*.get
      documents.verification_script.flows.*.*.head
      documents.verification_script.flows.*.*.json
      documents.verification_script.flows.*.*.json.at
      documents.verification_script.flows.*.*.json.equals
      documents.verification_script.flows.*.*.within
      documents.verification_script.queries
      documents.verification_script.queries.*.equals
      documents.verification_script.queries.*.sql
      emergency
      emergency.procedure
      emergency.procedure.*.do
      emergency.procedure.*.run
      emergency.procedure.*.tell
      emergency.procedure.*.timeout
      environments
      environments.*.access
      environments.*.approval
      environments.*.approval.announce
      environments.*.approval.approvals
      environments.*.approval.checklist
      environments.*.approval.consensus
      environments.*.approval.each
      environments.*.approval.escalate
      environments.*.approval.escalate.after
      environments.*.approval.escalate.page
      environments.*.approval.escalate.tell
      environments.*.approval.expires
      environments.*.approval.of
      environments.*.approval.on_expiry
      environments.*.approval.on_reject
      environments.*.approval.page_when
      environments.*.approval.remind
      environments.*.approval.requester_may_approve
      environments.*.approval.requires
      environments.*.auto_rollback
      environments.*.description
      environments.*.error_budget_gate
      environments.*.first_in
      environments.*.freeze
      environments.*.freeze.*.every
      environments.*.freeze.*.for
      environments.*.freeze.*.from
      environments.*.freeze.*.ical
      environments.*.freeze.*.reason
      environments.*.freeze.*.required
      environments.*.freeze.*.to
      environments.*.freeze.*.zone
      environments.*.freeze_on_incident
      environments.*.places
      environments.*.plan
      environments.*.production
      error_budgets
      error_budgets.*.critical_only_below
      error_budgets.*.freeze_below
      error_budgets.*.metric
      error_budgets.*.objective
      error_budgets.*.period
      error_budgets.*.services
      error_budgets.*.share_of
      error_budgets.*.unfreeze_at
      error_budgets.*.warn_below
      error_budgets.*.watch
      heartbeat
      heartbeat.every
      heartbeat.url
      heartbeat.url.env
      heartbeat.url.file
      kill_switch
      kill_switch.body
      kill_switch.body.one_of
      kill_switch.body.required
      kill_switch.path
      kill_switch.roles
      kill_switch.token
      kill_switch.token.env
      kill_switch.token.file
      metrics
      metrics.*.baseline
      metrics.*.counters
      metrics.*.counters.bad
      metrics.*.counters.good
      metrics.*.counters.instance
      metrics.*.counters.total
      metrics.*.description
      metrics.*.errors
      metrics.*.event
      metrics.*.field
      metrics.*.histogram
      metrics.*.histogram.instance
      metrics.*.histogram.of
      metrics.*.histogram.unit
      metrics.*.kind
      metrics.*.path
      metrics.*.query
      metrics.*.read
      metrics.*.read.range
      metrics.*.read.step
      metrics.*.requests
      metrics.*.series
      metrics.*.source
      metrics.*.timeout
      metrics.*.unit
      metrics.*.worse
      name
      observability
      observability.alert_rules
      observability.alert_rules.file
      observability.alert_rules.for
      observability.alert_rules.format
      observability.alert_rules.interval
      observability.alert_rules.labels
      observability.alert_rules.namespace
      people
      people.*.accounts
      people.*.accounts.console
      people.*.accounts.discord
      people.*.accounts.github
      people.*.accounts.pagerduty
      people.*.accounts.slack
      people.*.accounts.terminal
      people.*.contact
      people.*.contact.available
      people.*.contact.email
      people.*.contact.phone
      people.*.name
      people.*.roles
      places
      places.*.api_url
      places.*.app
      places.*.app_token
      places.*.app_token.env
      places.*.app_token.file
      places.*.channel
      places.*.components
      places.*.events_url
      places.*.forks
      places.*.from
      places.*.guild
      places.*.key
      places.*.key.env
      places.*.key.file
      places.*.kind
      places.*.labels
      places.*.mention
      places.*.page
      places.*.password
      places.*.password.env
      places.*.password.file
      places.*.private_key
      places.*.private_key.env
      places.*.private_key.file
      places.*.provider
      places.*.public_key
      places.*.repository
      places.*.schedule
      places.*.secret
      places.*.secret.env
      places.*.secret.file
      places.*.server
      places.*.signing_secret
      places.*.signing_secret.env
      places.*.signing_secret.file
      places.*.team
      places.*.to
      places.*.token
      places.*.token.env
      places.*.token.file
      places.*.url
      places.*.user
      places.*.webhook_secret
      places.*.webhook_secret.env
      places.*.webhook_secret.file
      plans
      plans.*.description
      plans.*.ending
      plans.*.ending.decide
      plans.*.ending.review
      plans.*.ending.sign_offs
      plans.*.entry
      plans.*.entry.announce
      plans.*.entry.approvals
      plans.*.entry.checklist
      plans.*.entry.consensus
      plans.*.entry.each
      plans.*.entry.escalate
      plans.*.entry.escalate.after
      plans.*.entry.escalate.page
      plans.*.entry.escalate.tell
      plans.*.entry.expires
      plans.*.entry.of
      plans.*.entry.on_expiry
      plans.*.entry.on_reject
      plans.*.entry.page_when
      plans.*.entry.remind
      plans.*.entry.requester_may_approve
      plans.*.entry.requires
      plans.*.evaluation
      plans.*.evaluation.comparison
      plans.*.evaluation.comparison.confidence
      plans.*.evaluation.comparison.group_weights
      plans.*.evaluation.comparison.metrics
      plans.*.evaluation.comparison.metrics.*.allowed_decrease
      plans.*.evaluation.comparison.metrics.*.allowed_increase
      plans.*.evaluation.comparison.metrics.*.critical
      plans.*.evaluation.comparison.metrics.*.critical_decrease
      plans.*.evaluation.comparison.metrics.*.critical_increase
      plans.*.evaluation.comparison.metrics.*.direction
      plans.*.evaluation.comparison.metrics.*.group
      plans.*.evaluation.comparison.metrics.*.metric
      plans.*.evaluation.comparison.metrics.*.must_have_data
      plans.*.evaluation.comparison.pass
      plans.*.evaluation.comparison.remove_outliers
      plans.*.evaluation.comparison.tolerance
      plans.*.evaluation.interval
      plans.*.evaluation.minimum_data
      plans.*.evaluation.minimum_requests
      plans.*.evaluation.sequential
      plans.*.evaluation.sequential.false_alarms
      plans.*.evaluation.sequential.margin
      plans.*.evaluation.sequential.metrics
      plans.*.evaluation.sequential.promote_within
      plans.*.evaluation.warm_up
      plans.*.evaluation.window
      plans.*.no_data
      plans.*.no_data.after
      plans.*.no_data.then
      plans.*.pause_when
      plans.*.pause_when.*.rule
      plans.*.promote_when
      plans.*.promote_when.*.rule
      plans.*.rollback
      plans.*.rollback.afterwards
      plans.*.rollback.afterwards.tasks
      plans.*.rollback.afterwards.tasks.list
      plans.*.rollback.afterwards.tasks.within
      plans.*.rollback.approval
      plans.*.rollback.approval.announce
      plans.*.rollback.approval.approvals
      plans.*.rollback.approval.consensus
      plans.*.rollback.approval.each
      plans.*.rollback.approval.escalate
      plans.*.rollback.approval.escalate.after
      plans.*.rollback.approval.escalate.page
      plans.*.rollback.approval.escalate.tell
      plans.*.rollback.approval.expires
      plans.*.rollback.approval.of
      plans.*.rollback.approval.page_when
      plans.*.rollback.approval.remind
      plans.*.rollback.approval.requester_may_approve
      plans.*.rollback.approval.requires
      plans.*.rollback.gradual
      plans.*.rollback.gradual.every
      plans.*.rollback.gradual.steps
      plans.*.rollback.page
      plans.*.rollback.procedure
      plans.*.rollback.procedure.*.do
      plans.*.rollback.procedure.*.run
      plans.*.rollback.procedure.*.tell
      plans.*.rollback.procedure.*.timeout
      plans.*.rollback_when
      plans.*.rollback_when.*.rule
      plans.*.staffed_hours
      plans.*.stages
      plans.*.stages.*.checklist
      plans.*.stages.*.hold
      plans.*.stages.*.name
      plans.*.stages.*.pause_when
      plans.*.stages.*.pause_when.*.rule
      plans.*.stages.*.promote_when
      plans.*.stages.*.promote_when.*.rule
      plans.*.stages.*.requires
      plans.*.stages.*.requires.no_complaint
      plans.*.stages.*.requires.no_critical_alert_for
      plans.*.stages.*.rollback_when
      plans.*.stages.*.rollback_when.*.rule
      plans.*.stages.*.then
      plans.*.stages.*.then.announce
      plans.*.stages.*.then.approvals
      plans.*.stages.*.then.checklist
      plans.*.stages.*.then.consensus
      plans.*.stages.*.then.decides
      plans.*.stages.*.then.each
      plans.*.stages.*.then.escalate
      plans.*.stages.*.then.escalate.after
      plans.*.stages.*.then.escalate.page
      plans.*.stages.*.then.escalate.tell
      plans.*.stages.*.then.expires
      plans.*.stages.*.then.extend_by
      plans.*.stages.*.then.of
      plans.*.stages.*.then.on_expiry
      plans.*.stages.*.then.on_reject
      plans.*.stages.*.then.page_when
      plans.*.stages.*.then.remind
      plans.*.stages.*.then.requester_may_approve
      plans.*.stages.*.then.requires
      plans.*.stages.*.unmet
      plans.*.stages.*.unmet.extend_by
      plans.*.stages.*.unmet.then
      plans.*.stages.*.unmet.times
      plans.*.stages.*.warn_when
      plans.*.stages.*.warn_when.*.rule
      plans.*.stages.*.weight
      plans.*.unmet
      plans.*.unmet.extend_by
      plans.*.unmet.then
      plans.*.unmet.times
      plans.*.warn_when
      plans.*.warn_when.*.rule
      records
      records.after
      records.before
      roles
      roles.*.contact
      roles.*.contact.available
      roles.*.contact.email
      roles.*.contact.phone
      roles.*.discord_role
      roles.*.github_team
      roles.*.on_call
      roles.*.on_call.place
      roles.*.on_call.schedule
      roles.*.slack_group
      routers
      routers.*.exporter
      routers.*.kind
      routers.*.listen
      routers.*.map_file
      routers.*.socket
      scopes
      scopes.*.approval
      scopes.*.approval.announce
      scopes.*.approval.approvals
      scopes.*.approval.checklist
      scopes.*.approval.consensus
      scopes.*.approval.each
      scopes.*.approval.escalate
      scopes.*.approval.escalate.after
      scopes.*.approval.escalate.page
      scopes.*.approval.escalate.tell
      scopes.*.approval.expires
      scopes.*.approval.of
      scopes.*.approval.on_expiry
      scopes.*.approval.on_reject
      scopes.*.approval.page_when
      scopes.*.approval.remind
      scopes.*.approval.requester_may_approve
      scopes.*.approval.requires
      scopes.*.checks
      scopes.*.checks.*.evidence
      scopes.*.checks.*.item
      scopes.*.checks.*.required
      scopes.*.paths
      scopes.*.risk
      scopes.*.tier
      services
      services.*.depends_on
      services.*.description
      services.*.environments
      services.*.health
      services.*.keep_previous
      services.*.migrations
      services.*.migrations.dry_run
      services.*.migrations.forward
      services.*.migrations.pull_request
      services.*.migrations.rollback
      services.*.migrations.schema
      services.*.places
      services.*.plan
      services.*.prepare
      services.*.prepare.*.name
      services.*.prepare.*.run
      services.*.prepare.*.timeout
      services.*.prepare.*.undo
      services.*.probes
      services.*.probes.*.critical
      services.*.probes.*.delay
      services.*.probes.*.every
      services.*.probes.*.failures
      services.*.probes.*.kind
      services.*.probes.*.path
      services.*.probes.*.successes
      services.*.probes.*.timeout
      services.*.repository
      services.*.stable
      services.*.strategy
      services.*.superseding
      services.*.traffic
      services.*.traffic.header
      services.*.traffic.lease
      services.*.traffic.route
      services.*.traffic.router
      services.*.traffic.segments
      services.*.traffic.segments.*.description
      services.*.traffic.segments.*.header
      services.*.traffic.segments.*.values
      services.*.traffic.segments.*.weight
      services.*.traffic.sticky
      services.*.traffic.sticky.cookie
      services.*.traffic.sticky.for
      services.*.verify
      services.*.verify.*.name
      services.*.verify.*.run
      services.*.verify.*.timeout
      services.*.verify.*.undo
      services.*.versions
      services.*.versions.*.description
      services.*.versions.*.url
      signals
      signals.*.environment_label
      signals.*.event
      signals.*.events
      signals.*.forget_after
      signals.*.incidents
      signals.*.kind
      signals.*.secret
      signals.*.secret.env
      signals.*.secret.file
      signals.*.service_label
      signals.*.severity
      signals.*.token
      signals.*.token.env
      signals.*.token.file
      signals.*.version_label
      sources
      sources.*.basic
      sources.*.basic.password
      sources.*.basic.password.env
      sources.*.basic.password.file
      sources.*.basic.user
      sources.*.headers
      sources.*.kind
      sources.*.scrape_interval
      sources.*.timeout
      sources.*.token
      sources.*.token.env
      sources.*.token.file
      sources.*.url
      tiers
      tiers.*.approval
      tiers.*.approval.announce
      tiers.*.approval.approvals
      tiers.*.approval.checklist
      tiers.*.approval.consensus
      tiers.*.approval.each
      tiers.*.approval.escalate
      tiers.*.approval.escalate.after
      tiers.*.approval.escalate.page
      tiers.*.approval.escalate.tell
      tiers.*.approval.expires
      tiers.*.approval.of
      tiers.*.approval.on_expiry
      tiers.*.approval.on_reject
      tiers.*.approval.page_when
      tiers.*.approval.remind
      tiers.*.approval.requester_may_approve
      tiers.*.approval.requires
      tiers.*.checklist
      tiers.*.first_in
      tiers.*.notice
      tiers.*.observe_at_least
      tiers.*.plan
      tiers.*.sign_offs
      tiers.*.tell
      tiers.*.usual
      tiers.*.when_unknown
      trains
      trains.*.approval
      trains.*.description
      trains.*.follows
      trains.*.on_failure
      trains.*.order
      triggers
      triggers.*.branch
      triggers.*.environment
      triggers.*.inputs
      triggers.*.on
      triggers.*.place
      triggers.*.service
      version"
    `);
  });
});

/** Forms at a path whose indices are written as names, in any of the forms on the way. */
function anyForm(path: readonly string[]): readonly SchemaNode[] {
  return path.reduce<readonly SchemaNode[]>(
    (forms, segment) =>
      forms.flatMap((form) => [
        ...formsAt(form, [segment], undefined),
        ...(segment === 'x' ? formsAt(form, [0], undefined) : []),
      ]),
    [tree],
  );
}
