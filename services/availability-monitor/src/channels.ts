import type { Channel } from './application/ports.ts';
import type { Config } from './config.ts';
import { Mail } from './outbound/mail.ts';
import { Webhook } from './outbound/webhook.ts';

/** The channels that are configured. */
export function channelsOf({ webhook, smtp, plan }: Pick<Config, 'webhook' | 'smtp' | 'plan'>): Channel[] {
  const channels: Channel[] = [];
  if (webhook.url !== undefined && webhook.secret !== undefined) {
    channels.push(new Webhook({ url: webhook.url, secret: webhook.secret, ca: webhook.ca }));
  }
  if (smtp.host !== undefined && plan.mail !== undefined) {
    const settings = { ...smtp, host: smtp.host, from: plan.mail.from };
    channels.push(new Mail('mail', settings, plan.mail.to));
    if (plan.helpDesk.send) {
      channels.push(new Mail('help-desk', settings, [plan.helpDesk.to]));
    }
  }
  return channels;
}
