//! What is decided at the moment, shared by the thread that decides and those that answer.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::model::{Decisions, DocId, Triage};

/// What is decided at the moment. It takes a moment to be read, too.
#[derive(Debug, Clone, Default)]
pub struct Latest(Arc<(Mutex<Option<Arc<Decisions>>>, Condvar)>);

impl From<Decisions> for Latest {
    fn from(decisions: Decisions) -> Self {
        let latest = Self::default();
        latest.set(decisions);
        latest
    }
}

impl Latest {
    /// What is decided, once it is known.
    pub fn get(&self) -> Arc<Decisions> {
        let (decisions, known) = &*self.0;
        let decisions = decisions.lock().unwrap_or_else(PoisonError::into_inner);
        let decisions = known.wait_while(decisions, |decisions| decisions.is_none());
        decisions.unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }

    /// What is decided, if that is known yet.
    pub fn known(&self) -> Option<Arc<Decisions>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes known what is decided.
    pub fn set(&self, decisions: Decisions) {
        let (latest, known) = &*self.0;
        *latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(decisions));
        known.notify_all();
    }

    /// Takes how documents now stand.
    pub fn take(&self, documents: &[(DocId, Triage)]) {
        let mut latest = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(latest) = &mut *latest {
            let latest = Arc::make_mut(latest);
            documents.iter().for_each(|(id, triage)| latest.set(*id, triage.clone()));
        }
    }
}
