// The guide (F1): how to answer the questions that people open a rollout with, in a few clicks each. Stays beside the
// window while one follows it; its links run actions, its keys are those of the actions.
#pragma once

#include "views/actions/action_registry.h"

#include <QDialog>

#include <functional>

class QTextBrowser;
class QUrl;

namespace rolloutscope {

class GuideWindow : public QDialog {
    Q_OBJECT
public:
    /// `actions` gives those of the window and the page in front, at any time.
    GuideWindow(std::function<std::vector<ActionGroup>()> actions, QWidget* parent = nullptr);

    [[nodiscard]] QTextBrowser* text() const { return text_; }
    /// Writes the keys anew.
    void refresh();

signals:
    /// A link was followed whose action is not to be had now: no bundle is open, or nothing is selected.
    void refused(const QString& message);

private:
    void follow(const QUrl& link);
    [[nodiscard]] QAction* actionOf(const QString& id) const;

    std::function<std::vector<ActionGroup>()> actions_;
    QTextBrowser* text_;
};

/// The guide's source: Markdown with `action:ID` links, and `{action id|keys}` for the keys of an action; those after
/// the bar stand where the action is not there, because no bundle is open.
[[nodiscard]] QString guideSource();
/// With the keys in place of `{…}`; `keysOf` gives none for an action that is not there.
[[nodiscard]] QString guideText(const std::function<QString(const QString& actionId)>& keysOf);

} // namespace rolloutscope
