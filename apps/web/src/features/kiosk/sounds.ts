const MUTED = 'smart-presence kiosk muted';
let context: AudioContext | null = null;

/** Whether this device was told to be quiet. */
export function isMuted(): boolean {
  try {
    return localStorage.getItem(MUTED) === 'yes';
  } catch {
    return false;
  }
}

export function rememberMuted(muted: boolean): void {
  try {
    if (muted) localStorage.setItem(MUTED, 'yes');
    else localStorage.removeItem(MUTED);
  } catch {
    // Without storage it is forgotten with the page.
  }
}

/** Two rising notes, or one low one: hertz and seconds. */
const notes = {
  good: [
    [660, 0, 0.12],
    [880, 0.12, 0.2],
  ],
  bad: [[220, 0, 0.35]],
} as const;

/** Browsers are silent until the page was touched once; the tone is then simply not heard. */
export function sound(kind: keyof typeof notes): void {
  if (isMuted() || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const now = context.currentTime;
  if (context.state === 'suspended') {
    void context.resume().catch(() => undefined);
    return;
  }
  for (const [pitch, from, length] of notes[kind]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, now + from);
    volume.gain.exponentialRampToValueAtTime(0.001, now + from + length);
    tone.connect(volume).connect(context.destination);
    tone.start(now + from);
    tone.stop(now + from + length);
  }
}
