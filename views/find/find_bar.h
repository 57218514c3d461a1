// One line to find objects of the document: text, how many there are, and steps from one to the next. Starts hidden;
// activate() shows it. What is found belongs to the document (TraceDocument::find()).
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

namespace rolloutscope {

class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(TraceDocument* document, QWidget* parent = nullptr);
    ~FindBar() override;

    /// Shows the bar, with a text to begin with if one is given, and takes the keyboard. The search begins at the
    /// selection, else at the left edge of the visible time.
    void activate(const QString& prefill = {});
    /// Hides it and ends the search.
    void dismiss();
    /// What F3 and Shift+F3 do, for actions of the window; without a text they show the bar.
    void goToNext();
    void goToPrevious();

    /// `3 of 17`, `no match`, `searching…`, or what is wrong with the text.
    [[nodiscard]] QString status() const;

signals:
    void closed();
    /// A step went to a hit, and the document revealed it.
    void hitChosen(rolloutscope::ObjectRef object);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Private;
    void build();
    void step(int by);
    void showStatus();
    void recolor();
    void refreshVocabulary();

    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
