import { getKey, isList, isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';
import { plainName } from './input.ts';
import { part } from './output.ts';

/** What cards call the base attributes of a user; cards of several versions differ in some. */
const ATTRIBUTE_NAMES: Readonly<Record<string, readonly string[]>> = {
  login: ['Login', 'Username'],
  email: ['Email', 'Primary Email'],
  secondEmail: ['Secondary Email'],
  firstName: ['First Name'],
  lastName: ['Last Name'],
  middleName: ['Middle Name'],
  honorificPrefix: ['Honorific Prefix'],
  honorificSuffix: ['Honorific Suffix'],
  title: ['Title'],
  displayName: ['Display Name'],
  nickName: ['Nickname'],
  profileUrl: ['Profile Url'],
  mobilePhone: ['Mobile Phone'],
  primaryPhone: ['Primary Phone'],
  streetAddress: ['Street Address'],
  city: ['City'],
  state: ['State'],
  zipCode: ['Zip Code'],
  countryCode: ['Country Code'],
  postalAddress: ['Postal Address'],
  preferredLanguage: ['Preferred Language'],
  locale: ['Locale'],
  timezone: ['Time Zone'],
  userType: ['User Type'],
  employeeNumber: ['Employee Number'],
  costCenter: ['Cost Center'],
  organization: ['Organization'],
  division: ['Division'],
  department: ['Department'],
  managerId: ['Manager ID'],
  manager: ['Manager'],
};

/** The name of the API for an attribute as a card calls it: `First Name`, `profile.firstName` and `firstName` are one. */
export function attributeName(name: string): string {
  const bare = name.startsWith('profile.') ? name.slice('profile.'.length) : name;
  const plain = plainName(bare);
  const known = Object.entries(ATTRIBUTE_NAMES).find(
    ([attribute, names]) => plainName(attribute) === plain || names.some((one) => plainName(one) === plain),
  );
  return known?.[0] ?? bare;
}

/** What every user has besides a profile (workflows-format 6.4, `readUser`). */
export function systemProperties(user: ValueObject): ValueObject {
  return {
    ID: getKey(user, 'id'),
    Status: getKey(user, 'status'),
    Created: getKey(user, 'created'),
    Activated: getKey(user, 'activated'),
    'Status Changed': getKey(user, 'statusChanged'),
    'Last Login': getKey(user, 'lastLogin'),
    'Last Updated': getKey(user, 'lastUpdated'),
    'Password Changed': getKey(user, 'passwordChanged'),
    Credentials: displayedCredentials(part(user, 'credentials')),
  };
}

/** What may be shown of credentials: whether there is a password, the question, and who checks them. Null when nothing is known. */
function displayedCredentials(credentials: ValueObject): Value {
  if (Object.keys(credentials).length === 0) return null;
  const provider = part(credentials, 'provider');
  return {
    Password: Object.hasOwn(credentials, 'password'),
    'Recovery Question': getKey(part(credentials, 'recovery_question'), 'question'),
    Provider: { Name: getKey(provider, 'name'), Type: getKey(provider, 'type') },
  };
}

/** A user as lists have it: display names, attributes of the org's own under their own name, and the answer as it came. */
export function userRecord(user: ValueObject): ValueObject {
  const profile = displayedProfile(part(user, 'profile'));
  return { ...profile, ...systemProperties(user), Profile: profile, 'Raw Output': rawOutput(user) };
}

function displayedProfile(profile: ValueObject): ValueObject {
  const displayed: { [key: string]: Value } = {};
  for (const [attribute, names] of Object.entries(ATTRIBUTE_NAMES)) {
    for (const name of names) displayed[name] = getKey(profile, attribute);
  }
  for (const [attribute, value] of Object.entries(profile)) {
    if (!Object.hasOwn(ATTRIBUTE_NAMES, attribute)) setKey(displayed, attribute, value);
  }
  return displayed;
}

/** A group as lists have it; cards before 1.0.6xx have the name in `Profile`, later ones beside the id. */
export function groupRecord(group: ValueObject): ValueObject {
  const { name = null, description = null, ...custom } = part(group, 'profile');
  return {
    ...custom,
    ID: getKey(group, 'id'),
    Name: name,
    Description: description,
    Profile: { Name: name, Description: description, ...custom },
    Type: getKey(group, 'type'),
    Created: getKey(group, 'created'),
    'Last Updated': getKey(group, 'lastUpdated'),
    'Last Membership Updated': getKey(group, 'lastMembershipUpdated'),
    'Object Class': getKey(group, 'objectClass'),
    'Raw Output': rawOutput(group),
  };
}

/** An app as lists have it. */
export function applicationRecord(app: ValueObject): ValueObject {
  return {
    ID: getKey(app, 'id'),
    Name: getKey(app, 'name'),
    Label: getKey(app, 'label'),
    Status: getKey(app, 'status'),
    Created: getKey(app, 'created'),
    'Last Updated': getKey(app, 'lastUpdated'),
    'Sign On Mode': getKey(app, 'signOnMode'),
    Features: getKey(app, 'features'),
    'Raw Output': rawOutput(app),
  };
}

/**
 * A person of an app as lists have it: `System Properties."User ID"`, `System Properties.Credentials.Username`, and attributes of the
 * app under `Profile Properties`, whose titles usually are their names with a first capital.
 */
export function applicationUserRecord(user: ValueObject): ValueObject {
  const userName = getKey(part(user, 'credentials'), 'userName');
  const system = {
    'User ID': getKey(user, 'id'),
    'External ID': getKey(user, 'externalId'),
    Status: getKey(user, 'status'),
    Scope: getKey(user, 'scope'),
    Created: getKey(user, 'created'),
    'Last Updated': getKey(user, 'lastUpdated'),
    'Status Changed': getKey(user, 'statusChanged'),
    'Sync State': getKey(user, 'syncState'),
    Credentials: { Username: userName },
  };
  return {
    ...system,
    ID: system['User ID'],
    Username: userName,
    Profile: getKey(user, 'profile'),
    'System Properties': system,
    'Profile Properties': withCapitals(part(user, 'profile')),
    'Raw Output': rawOutput(user),
  };
}

function withCapitals(profile: ValueObject): ValueObject {
  const both: { [key: string]: Value } = {};
  for (const [attribute, value] of Object.entries(profile)) {
    setKey(both, attribute.charAt(0).toUpperCase() + attribute.slice(1), value);
    setKey(both, attribute, value);
  }
  return both;
}

/**
 * An entry of the System Log as lists have it: the actor as `{ID, Type, Alternate ID, Display Name}`, targets as the API gives them,
 * the rest with titles (`Client."User Agent"`).
 */
export function logRecord(event: ValueObject): ValueObject {
  return {
    UUID: getKey(event, 'uuid'),
    Published: getKey(event, 'published'),
    'Event Type': getKey(event, 'eventType'),
    'Display Message': getKey(event, 'displayMessage'),
    Version: getKey(event, 'version'),
    Severity: getKey(event, 'severity'),
    Actor: principal(part(event, 'actor')),
    Client: titled(getKey(event, 'client')),
    Outcome: titled(getKey(event, 'outcome')),
    Target: getKey(event, 'target'),
    Transaction: titled(getKey(event, 'transaction')),
    'Debug Context': debugContext(event),
    'Authentication Context': titled(getKey(event, 'authenticationContext')),
    'Security Context': titled(getKey(event, 'securityContext')),
    Request: titled(getKey(event, 'request')),
    'Raw Output': rawOutput(event),
  };
}

/** Data for finding mistakes, whose keys are the event's own. */
export function debugContext(event: ValueObject): ValueObject {
  return { 'Debug Data': getKey(part(event, 'debugContext'), 'debugData') };
}

/** `userAgent` becomes `User Agent` and `ipAddress` `IP Address`, at every level. */
function titled(value: Value): Value {
  if (isList(value)) return value.map(titled);
  if (!isObject(value)) return value;
  const shown: { [key: string]: Value } = {};
  for (const [key, one] of Object.entries(value)) setKey(shown, titleOf(key), titled(one));
  return shown;
}

function titleOf(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return words
    .map((word) =>
      /^(id|ip|os|url|isp)$/i.test(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ');
}

/** An actor or target as cards show it. */
export function principal(one: ValueObject): ValueObject {
  return {
    ID: getKey(one, 'id'),
    'Alternate ID': getKey(one, 'alternateId'),
    'Display Name': getKey(one, 'displayName'),
    Type: getKey(one, 'type'),
  };
}

/** Null where nothing was found. */
function rawOutput(entry: ValueObject): Value {
  return Object.keys(entry).length === 0 ? null : entry;
}
