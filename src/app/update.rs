//! What each event is for.

use super::{App, Effect, Event, Popup, Progress, Request};
use crate::text::Options;

impl App {
    /// Takes how far the reading has come.
    fn came_to(&mut self, progress: Progress) {
        // All was there: who has been reading since then stays where they are.
        self.acted |= self.read.done && !progress.done;
        self.read = progress;
    }

    /// Takes an event; returns what should be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let by_person =
            matches!(event, Event::Key(_) | Event::Paste(_) | Event::Act(_) | Event::Resize(..));
        if by_person {
            self.brought = None;
        }
        // Only then: what fails again at once would be asked for on and on.
        if by_person && self.asked.failed {
            self.ask_again();
        }
        let mut effects = match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Act(action) => self.act(action),
            Event::Resize(columns, rows) => {
                (self.columns, self.rows) = (columns, rows);
                vec![]
            }
            Event::Output { mode, harakat } => self.send_as(Options { mode, harakat, ..self.text }),
            Event::Rested(token) if token == self.asked.rest => self.rested(),
            Event::Rested(token) if token == self.asked.seen => self.count_as_read(),
            Event::Viewed { generation, outcome } if generation == self.asked.view => {
                self.viewed(outcome)
            }
            Event::Rows { generation, rows } if generation == self.asked.rows => {
                self.list.fill(rows);
                vec![]
            }
            Event::Counted { generation, documents, hidden } if generation == self.asked.view => {
                self.sidebar.count(documents);
                self.hidden = hidden;
                vec![]
            }
            Event::Facets { generation, groups } if generation == self.asked.view => {
                if let Some(facets) = &mut self.facets {
                    facets.show(groups);
                }
                vec![]
            }
            Event::Passages { generation, passages } => {
                self.take_passages(generation, passages);
                vec![]
            }
            Event::Opened { generation, article, hits } if generation == self.asked.article => {
                self.opened(article, hits)
            }
            Event::Choices { generation, choices } if generation == self.asked.choices => {
                let choices = self.with_new(choices);
                self.offer(choices)
            }
            Event::Profiled { generation, profile } if generation == self.asked.profile => {
                self.profiled(profile)
            }
            Event::Found { generation, index } if generation == self.asked.find.0 => {
                self.found(index)
            }
            Event::Decided(outcome) => {
                let mut effects = self.decided(outcome);
                effects.extend(self.after_decisions());
                effects
            }
            Event::Known(decisions) => {
                self.know(*decisions);
                self.outdate_trial();
                // The first view did not wait for what is to be left out of it, and to be counted.
                if self.decisions.is_empty() { vec![] } else { vec![self.ask_view()] }
            }
            Event::News(documents) => {
                self.stand(&documents);
                self.outdate_trial();
                self.after_decisions()
            }
            Event::Saved { generation, saved } => self.list_saved(generation, saved),
            Event::SavedCounts { generation, counts } => {
                if generation == self.asked.choices {
                    self.saved_counted(&counts);
                }
                vec![]
            }
            Event::Corrected { said } => {
                self.say(said);
                self.renamed()
            }
            Event::Grouped => self.renamed(),
            Event::Unchanged(way) => self.unchanged(way),
            Event::Recalled { before, steps } => self.recalled(before, steps),
            Event::Edited(outcome) => self.edited(outcome),
            Event::Reading => {
                self.problems.begin();
                self.came_to(Progress::default());
                vec![]
            }
            Event::Read { documents, done } => {
                self.came_to(Progress { documents, done, ..self.read });
                self.outdate_trial();
                [self.ask_view()].into_iter().chain(self.count_saved()).collect()
            }
            Event::Progress(progress) => {
                self.came_to(progress);
                vec![]
            }
            Event::Problem(problem) => {
                self.problems.add(&problem);
                vec![]
            }
            Event::MoreProblems { file, count } => {
                self.problems.add_more(&file, count);
                vec![]
            }
            Event::Wrong(besides, problems) => {
                self.problems.put(besides, problems);
                vec![]
            }
            Event::Told(message) => self.say(message),
            Event::Failed(message) => {
                if let Some(Popup::Prompt(prompt)) = &mut self.popup {
                    prompt.give_up();
                }
                // It may have been the article: nothing waits for what will not come.
                (self.deferred, self.arriving) = (None, false);
                self.asked.failed = true;
                self.fail(message)
            }
            // The answer to a question of the past.
            Event::Rested(_)
            | Event::Viewed { .. }
            | Event::Rows { .. }
            | Event::Counted { .. }
            | Event::Facets { .. }
            | Event::Opened { .. }
            | Event::Choices { .. }
            | Event::Profiled { .. }
            | Event::Found { .. } => vec![],
        };
        self.arrange();
        effects.extend(self.look());
        if let Some(missing) = self.list.missing() {
            let ids = self.list.view().ids[missing].to_vec();
            let generation = self.next_generation();
            self.asked.rows = generation;
            effects.push(Effect::Ask(Request::Rows { generation, ids }));
        }
        effects.extend(self.ask_passages());
        effects
    }

    /// Asks anew for what is on the screen and counts decisions.
    fn after_decisions(&mut self) -> Vec<Effect> {
        [self.recall_again(), self.ask_facets(), self.count_saved()].into_iter().flatten().collect()
    }
}
