//! Keys that ask a person, over keys that ask nobody.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use countersign_core::engine::Platform;
use countersign_core::model::{KeyHandle, KeyPurpose, PublicKey, Signature, UserVerification};
use countersign_core::platform::{KeySpec, Prompt, Signer, SignerError};

/// What becomes of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// The person proves who they are.
    Agrees,
    /// The person proves who they are once, and cancels whatever asks after that.
    AgreesOnce,
    /// The signer fails like this.
    Fails(SignerError),
    /// Nobody is asked, and the key under this handle signs instead: what a broken or a hostile app might do.
    IsBypassedWith(KeyHandle),
}

/// Somebody in front of a phone whose approval keys only they can use. Outlives the phone's process, like a key store does.
#[derive(Debug)]
pub struct Person(Mutex<Known>);

#[derive(Debug)]
struct Known {
    reaction: Reaction,
    approval_keys: HashSet<KeyHandle>,
    prompts: Vec<Prompt>,
}

impl Person {
    /// Somebody who agrees.
    pub fn new() -> Arc<Self> {
        let known = Known { reaction: Reaction::Agrees, approval_keys: HashSet::new(), prompts: Vec::new() };
        Arc::new(Self(Mutex::new(known)))
    }

    /// What becomes of prompts from now on.
    pub fn will(&self, reaction: Reaction) {
        self.known().reaction = reaction;
    }

    /// Every prompt that was shown.
    pub fn prompts(&self) -> Vec<Prompt> {
        self.known().prompts.clone()
    }

    /// The platform whose signer also has approval keys.
    pub fn in_front_of(self: &Arc<Self>, platform: Platform) -> Platform {
        let signer = AskingSigner { inner: Arc::clone(&platform.signer), person: Arc::clone(self) };
        Platform { signer: Arc::new(signer), ..platform }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().expect("not poisoned")
    }
}

struct AskingSigner {
    inner: Arc<dyn Signer>,
    person: Arc<Person>,
}

#[async_trait]
impl Signer for AskingSigner {
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError> {
        if spec.purpose == KeyPurpose::Approval {
            self.person.known().approval_keys.insert(handle.clone());
        }
        self.inner.generate(handle, &KeySpec { purpose: KeyPurpose::Device, ..spec.clone() }).await
    }

    async fn sign(&self, handle: &KeyHandle, message: &[u8], prompt: Prompt) -> Result<Signature, SignerError> {
        let reaction = {
            let mut known = self.person.known();
            if !known.approval_keys.contains(handle) {
                Reaction::Agrees
            } else {
                let is_a_question = match prompt {
                    Prompt::Approve(verification) => verification != UserVerification::None,
                    Prompt::RegisterKey => true,
                    Prompt::Silent | Prompt::Deny => false,
                };
                assert!(is_a_question, "an approval key is asked for a signature with {prompt:?}");
                known.prompts.push(prompt);
                let reaction = known.reaction.clone();
                if reaction == Reaction::AgreesOnce {
                    known.reaction = Reaction::Fails(SignerError::Canceled);
                }
                reaction
            }
        };
        match reaction {
            Reaction::Agrees | Reaction::AgreesOnce => self.inner.sign(handle, message, prompt).await,
            Reaction::Fails(error) => Err(error),
            Reaction::IsBypassedWith(other) => self.inner.sign(&other, message, prompt).await,
        }
    }

    async fn delete(&self, handle: &KeyHandle) -> Result<(), SignerError> {
        self.inner.delete(handle).await
    }
}
