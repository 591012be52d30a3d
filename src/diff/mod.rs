//! Two texts to aligned sentences and word diffs inside edited ones; never knows of users or items.
