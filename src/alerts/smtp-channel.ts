/** A mail by SMTP, plain text. nodemailer is loaded when a mail is sent. */
import { TransientError } from "../domain/errors.ts";
import { alertLines, alertTitle } from "./alert-text.ts";
import { SEND_TIMEOUT_MS, type Channel } from "./channel.ts";

export interface SmtpOptions {
  /** `smtps://user:password@host:465`, or `smtp://…:587`, which uses STARTTLS where the server offers it. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
}

export function smtpChannel({ url, from, to }: SmtpOptions): Channel {
  return {
    kind: "smtp",
    async send(alert) {
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        url,
        connectionTimeout: SEND_TIMEOUT_MS,
        greetingTimeout: SEND_TIMEOUT_MS,
        socketTimeout: SEND_TIMEOUT_MS,
      });
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: alertTitle(alert),
          text: `${alertLines(alert).join("\n")}\n`,
          messageId: `<${alert.id}@tierline>`,
          date: new Date(alert.atMs),
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        throw notTaken(error);
      } finally {
        transport.close();
      }
    },
  };
}

/** The cause is not kept: a server's words repeat addresses, and nodemailer's may hold the login. */
function notTaken(error: unknown): TransientError {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
  return new TransientError("alert_not_taken", `The mail server did not take the mail (${code}).`, {
    remedy: "Check its address, the login and whether it may send from this address; the next run tries again.",
  });
}
