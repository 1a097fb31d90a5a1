import type { Role } from '@smart-presence/contract';
import type { LinkProps } from '@tanstack/react-router';
import type { Key } from '../strings/index.ts';
import type { IconName } from '../ui/icon.tsx';

export interface NavItem {
  to: LinkProps['to'];
  label: Key;
  icon: IconName;
  /** Lit only on this very page, not on pages below it. */
  exact?: boolean;
  /** Pages that are reached by way of this one, though their addresses do not say so. */
  leadsTo?: readonly string[];
}

/** What each role finds in its navigation, most used first. At most five: they share a phone's bottom bar. */
export const navigation: Record<Role, readonly NavItem[]> = {
  admin: [
    { to: '/admin', label: 'admin.home', icon: 'home', exact: true, leadsTo: ['/shortage', '/admin/analytics'] },
    { to: '/admin/people', label: 'admin.people', icon: 'people' },
    { to: '/admin/structure', label: 'admin.structure', icon: 'building' },
    { to: '/admin/policies', label: 'admin.policies', icon: 'sliders' },
    {
      to: '/admin/settings',
      label: 'admin.settings',
      icon: 'shield',
      leadsTo: [
        '/requests',
        '/feedback',
        '/reports',
        '/admin/registrations',
        '/admin/access',
        '/admin/single-sign-on',
        '/admin/roles',
        '/admin/kiosks',
        '/admin/room-cameras',
        '/admin/monitoring',
        '/admin/imports',
        '/admin/jobs',
        '/admin/mail',
        '/admin/audit',
        '/admin/accuracy',
        '/admin/security',
        '/admin/privacy',
        '/admin/retention',
        '/admin/breach',
      ],
    },
  ],
  faculty: [
    { to: '/today', label: 'faculty.home', icon: 'calendar' },
    { to: '/sessions', label: 'faculty.sessions', icon: 'history' },
    { to: '/requests', label: 'faculty.requests', icon: 'mail' },
    { to: '/shortage', label: 'shortage.nav', icon: 'warning', leadsTo: ['/reports'] },
    { to: '/feedback', label: 'faculty.feedback', icon: 'star' },
  ],
  student: [
    { to: '/home', label: 'student.home', icon: 'home' },
    { to: '/attendance', label: 'student.attendance', icon: 'list', leadsTo: ['/feedback', '/reports'] },
    { to: '/requests', label: 'student.requests', icon: 'mail' },
    { to: '/face', label: 'student.face', icon: 'face' },
    { to: '/devices', label: 'student.devices', icon: 'monitor' },
  ],
  kiosk: [],
};
