import 'tradespec/qe'
