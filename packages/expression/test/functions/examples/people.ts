import type { Example } from './example.ts';

export const PEOPLE_EXAMPLES: readonly Example[] = [
  ['user.getLinkedObject("manager").lastName', 'Babbage'],
  ['user.getLinkedObject("assistant").lastName', null],
  ['user.getInternalProperty("id")', '00u1'],
  ['user.getInternalProperty("status") == "ACTIVE"', true],
  ['user.getInternalProperty("login")', { error: 'argument_type' }],
  ['getManagerUser("active_directory").firstName', 'Mia'],
  ['getManagerUser("ldap").firstName', { error: 'argument_type' }],
  ['getManagerUser(firstName).firstName', { error: 'argument_type' }],
  ['getManagerAppUser("active_directory", "mail").firstName', 'Mia-mail'],
  ['getManagerAppUser("active_directory", middleName).firstName', null],
  ['getAssistantUser("active_directory").firstName', null],
  ['getAssistantAppUser("active_directory", "mail").firstName', null],
  ['hasDirectoryUser()', true],
  ['findDirectoryUser().managerUpn', 'bob@acme.example'],
  ['hasWorkdayUser()', false],
  ['findWorkdayUser().employeeID', null],
  ['hasSourceUser("Payroll")', true],
  ['hasSourceUser("Payrol")', false],
  ['findSourceUser("Payroll").grade', 'A'],
  ['findSourceUser("Payrol").grade', null],
];
