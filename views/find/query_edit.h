// The text box of a query: completes the term under the cursor, and tells what Enter, F3 and Escape ask for.
#pragma once

#include "views/find/query_vocabulary.h"

#include <QLineEdit>

namespace rolloutscope {

class CompletionPopup;

class QueryEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit QueryEdit(QWidget* parent = nullptr);
    ~QueryEdit() override;

    /// What terms are completed from; not null.
    void setVocabulary(QueryVocabularyPtr vocabulary);
    [[nodiscard]] CompletionPopup* popup() const { return popup_; }

signals:
    /// 1: to the next hit, -1: to the previous one
    void stepRequested(int by);
    /// Escape, with no completions to dismiss.
    void escaped();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    [[nodiscard]] bool steersPopup(QKeyEvent* event);
    void offerCompletions(bool evenForNothing);
    void complete(int row);

    QueryVocabularyPtr vocabulary_;
    CompletionPopup* popup_;
    std::vector<QueryCompletion> offered_;
};

} // namespace rolloutscope
