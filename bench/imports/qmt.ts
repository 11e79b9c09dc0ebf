import 'tradespec/qmt'
