import { type ComponentType, useEffect, useState } from 'react';
import { whenProofNeeded } from '../api/client.ts';

interface Asked {
  Dialog: ComponentType<{ onDone: (isProved: boolean) => void }>;
  done: (isProved: boolean) => void;
}

/**
 * Opens the one dialog that asks again who the person is, whenever the server wants to know: `call` waits for it and
 * repeats what was refused. The dialog is fetched when it is first needed.
 */
export function ProofHost() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    whenProofNeeded(async () => {
      const { ProofDialog } = await import('./proof-dialog.tsx');
      return new Promise((resolve) => {
        const done = (isProved: boolean) => {
          setAsked(null);
          resolve(isProved);
        };
        setAsked({ Dialog: ProofDialog, done });
      });
    });
    return () => whenProofNeeded(null);
  }, []);
  return asked && <asked.Dialog onDone={asked.done} />;
}
