// What we use of Home Assistant's frontend object, and nothing more: the rest may change.

export interface Connection {
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: { type: string; [key: string]: unknown },
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  addEventListener(name: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(name: "ready" | "disconnected", listener: () => void): void;
  connected: boolean;
}

export interface EntityState {
  state: string;
  attributes: Record<string, unknown>;
}

export interface Hass {
  connection: Connection;
  connected: boolean;
  language: string;
  locale?: { language: string; time_zone?: string };
  config?: { time_zone?: string; location_name?: string };
  user?: { is_admin: boolean; name: string };
  states: Record<string, EntityState>;
  entities?: Record<string, { platform?: string }>;
  callWS<T>(message: { type: string; [key: string]: unknown }): Promise<T>;
  callService(domain: string, service: string, data?: object, target?: object): Promise<unknown>;
  fetchWithAuth(path: string, init?: RequestInit): Promise<Response>;
  hassUrl(path?: string): string;
}

/** Turns the path into one that a plain request may use for some seconds. */
export async function signPath(hass: Hass, path: string, seconds = 30): Promise<string> {
  const signed = await hass.callWS<{ path: string }>({
    type: "auth/sign_path",
    path,
    expires: seconds,
  });
  return signed.path;
}
